package kubernetes.exposed_service_test

import rego.v1

import data.kubernetes.exposed_service as policy

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}

test_allows_cluster_ip if count(policy.deny) == 0 with input as service({"type": "ClusterIP"})

test_allows_named_networks if count(policy.deny) == 0 with input as service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"]})

test_allows_an_internal_one if count(policy.deny) == 0 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": {"networking.gke.io/load-balancer-type": "Internal"}}, "spec": {"type": "LoadBalancer"}}

test_denies_a_load_balancer if count(policy.deny) == 1 with input as service({"type": "LoadBalancer"})

test_denies_a_node_port if count(policy.deny) == 1 with input as service({"type": "NodePort"})
