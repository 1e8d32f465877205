package kubernetes.cluster_admin_test

import rego.v1

import data.kubernetes.cluster_admin as policy
import data.lib.example

test_allows_another_role if count(policy.deny) == 0 with input as example.binding("ClusterRoleBinding", "view", {"kind": "User", "name": "ann"})

test_denies_cluster_admin if count(policy.deny) == 1 with input as example.binding("ClusterRoleBinding", "cluster-admin", {"kind": "User", "name": "ann"})

test_denies_it_in_a_namespace if count(policy.deny) == 1 with input as example.binding("RoleBinding", "cluster-admin", {"kind": "User", "name": "ann"})
