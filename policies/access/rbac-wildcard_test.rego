package kubernetes.rbac_wildcard_test

import rego.v1

import data.kubernetes.rbac_wildcard as policy
import data.lib.example

test_allows_names if count(policy.deny) == 0 with input as example.role("Role", {"apiGroups": ["*"], "resources": ["pods"], "verbs": ["get"]})

test_denies_all_verbs if count(policy.deny) == 1 with input as example.role("Role", {"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]})

test_denies_all_resources if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["*"], "verbs": ["get"]})
