package kubernetes.ingress_snippet_test

import rego.v1

import data.kubernetes.ingress_snippet as policy

ingress(annotations) := {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web", "annotations": annotations}, "spec": {}}

test_allows_other_annotations if count(policy.deny) == 0 with input as ingress({"nginx.ingress.kubernetes.io/rewrite-target": "/"})

test_denies_a_snippet if count(policy.deny) == 1 with input as ingress({"nginx.ingress.kubernetes.io/server-snippet": "deny all;"})
