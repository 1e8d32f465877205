package kubernetes.host_ports_test

import rego.v1

import data.kubernetes.host_ports as policy
import data.lib.example

taking(port) := example.running({"ports": [{"containerPort": 9100, "hostPort": port}]})

test_allows_no_port if count(policy.deny) == 0 with input as example.running({"ports": [{"containerPort": 9100}]})

test_allows_zero if count(policy.deny) == 0 with input as taking(0)

test_allows_what_is_named if count(policy.deny) == 0 with input as taking(9100) with data.fairlead.parameters as {"host-ports": {"allowed": ["9100"]}}

test_denies_a_port if count(policy.deny) == 1 with input as taking(9100)

test_denies_another_port if count(policy.deny) == 1 with input as taking(9101) with data.fairlead.parameters as {"host-ports": {"allowed": [9100]}}

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "ports": [{"hostPort": 80}]}]})
