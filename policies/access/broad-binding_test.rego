package kubernetes.broad_binding_test

import rego.v1

import data.kubernetes.broad_binding as policy
import data.lib.example

test_allows_one_account if count(policy.deny) == 0 with input as example.binding("RoleBinding", "view", {"kind": "ServiceAccount", "name": "web"})

test_allows_a_group_of_people if count(policy.deny) == 0 with input as example.binding("RoleBinding", "view", {"kind": "Group", "name": "developers"})

test_denies_a_namespace if count(policy.deny) == 1 with input as example.binding("RoleBinding", "view", {"kind": "Group", "name": "system:serviceaccounts:shop"})

test_denies_masters if count(policy.deny) == 1 with input as example.binding("ClusterRoleBinding", "view", {"kind": "Group", "name": "system:masters"})
