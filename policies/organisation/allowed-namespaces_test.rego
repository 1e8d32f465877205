package kubernetes.allowed_namespaces_test

import rego.v1

import data.kubernetes.allowed_namespaces as policy
import data.lib.example

only := {"allowed-namespaces": {"allowed": ["shop", "shop-*"]}}

test_allows_all_without_a_list if count(policy.deny) == 0 with input as example.running({}) with data.fairlead.parameters as {"allowed-namespaces": {"allowed": []}}

test_allows_a_pattern if count(policy.deny) == 0 with input as {"kind": "Service", "metadata": {"name": "web", "namespace": "shop-eu"}} with data.fairlead.parameters as only

test_allows_what_has_none if count(policy.deny) == 0 with input as example.pod({}) with data.fairlead.parameters as only

test_denies_another if count(policy.deny) == 1 with input as {"kind": "Service", "metadata": {"name": "web", "namespace": "kube-system"}} with data.fairlead.parameters as only
