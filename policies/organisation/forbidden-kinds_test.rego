package kubernetes.forbidden_kinds_test

import rego.v1

import data.kubernetes.forbidden_kinds as policy

role := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "a"}}

test_allows_all_without_a_list if count(policy.deny) == 0 with input as role with data.fairlead.parameters as {"forbidden-kinds": {"kinds": []}}

test_allows_other_kinds if count(policy.deny) == 0 with input as role with data.fairlead.parameters as {"forbidden-kinds": {"kinds": ["ClusterRoleBinding", "ClusterRole.example.com"]}}

test_denies_a_kind if count(policy.deny) == 1 with input as role with data.fairlead.parameters as {"forbidden-kinds": {"kinds": ["ClusterRole"]}}

test_denies_a_kind_of_a_group if count(policy.deny) == 1 with input as role with data.fairlead.parameters as {"forbidden-kinds": {"kinds": ["ClusterRole.rbac.authorization.k8s.io"]}}
