package kubernetes.token_requests_test

import rego.v1

import data.kubernetes.token_requests as policy
import data.lib.example

granting(rule) := example.role("ClusterRole", object.union({"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}, rule))

test_allows_one_account if count(policy.deny) == 0 with input as granting({"resourceNames": ["vault"]})

test_denies_any if count(policy.deny) == 1 with input as granting({})
