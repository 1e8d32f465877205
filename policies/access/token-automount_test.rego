package kubernetes.token_automount_test

import rego.v1

import data.kubernetes.token_automount as policy
import data.lib.example

test_allows_false if count(policy.deny) == 0 with input as example.pod({"automountServiceAccountToken": false})

test_allows_an_account_of_its_own if count(policy.deny) == 0 with input as example.pod({"serviceAccountName": "web"})

test_denies_nothing_said if count(policy.deny) == 1 with input as example.pod({})
