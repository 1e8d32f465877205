package kubernetes.exposed_service_test

import rego.v1

import data.kubernetes.exposed_service as policy

test_allows_inside if count(policy.deny) == 0 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "ClusterIP"}}

test_allows_known_sources if count(policy.deny) == 0 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"]}}

test_denies_a_node_port if count(policy.deny) == 1 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "NodePort"}}

test_denies_a_load_balancer if count(policy.deny) == 1 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "LoadBalancer"}}
