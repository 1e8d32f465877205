package kubernetes.anonymous_access_test

import rego.v1

import data.kubernetes.anonymous_access as policy
import data.lib.example

test_allows_a_user if count(policy.deny) == 0 with input as example.binding("RoleBinding", "view", {"kind": "User", "name": "ann"})

test_allows_discovery if count(policy.deny) == 0 with input as example.binding("ClusterRoleBinding", "system:discovery", {"kind": "Group", "name": "system:authenticated"})

test_denies_everybody if count(policy.deny) == 1 with input as example.binding("ClusterRoleBinding", "view", {"kind": "Group", "name": "system:authenticated"})

test_denies_anonymous if count(policy.deny) == 1 with input as example.binding("RoleBinding", "edit", {"kind": "User", "name": "system:anonymous"})
