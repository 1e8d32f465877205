package kubernetes.wildcard_host_test

import rego.v1

import data.kubernetes.wildcard_host as policy

ingress(rule) := {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"}, "spec": {"rules": [rule]}}

test_allows_a_host if count(policy.deny) == 0 with input as ingress({"host": "shop.example.com"})

test_denies_no_host if count(policy.deny) == 1 with input as ingress({"http": {}})

test_denies_a_wildcard if count(policy.deny) == 1 with input as ingress({"host": "*.example.com"})
