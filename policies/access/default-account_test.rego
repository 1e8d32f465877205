package kubernetes.default_account_test

import rego.v1

import data.kubernetes.default_account as policy
import data.lib.example

test_allows_an_account_of_its_own if count(policy.deny) == 0 with input as example.binding("RoleBinding", "view", {"kind": "ServiceAccount", "name": "web"})

test_denies_default if count(policy.deny) == 1 with input as example.binding("RoleBinding", "view", {"kind": "ServiceAccount", "name": "default", "namespace": "shop"})
