package kubernetes.ingress_tls_test

import rego.v1

import data.kubernetes.ingress_tls as policy

ingress(annotations, spec) := {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web", "annotations": annotations}, "spec": spec}

test_allows_tls if count(policy.deny) == 0 with input as ingress({}, {"tls": [{"hosts": ["example.com"]}]})

test_allows_a_certificate_elsewhere if count(policy.deny) == 0 with input as ingress({"networking.gke.io/managed-certificates": "web"}, {})

test_denies_none if count(policy.deny) == 1 with input as ingress({}, {"rules": []})
