package kubernetes.ingress_tls_test

import rego.v1

import data.kubernetes.ingress_tls as policy

test_allows_tls if count(policy.deny) == 0 with input as {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "a"}, "spec": {"tls": [{"hosts": ["a"]}]}}

test_denies_none if count(policy.deny) == 1 with input as {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "a"}, "spec": {}}
