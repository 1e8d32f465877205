package organisation.node_ports_test

import rego.v1

import data.organisation.node_ports as policy

service(type) := {"kind": "Service", "metadata": {"name": "web"}, "spec": {"type": type}}

test_denies_a_node_port if count(policy.deny) == 1 with input as service("NodePort")

test_allows_a_cluster_ip if count(policy.deny) == 0 with input as service("ClusterIP")
