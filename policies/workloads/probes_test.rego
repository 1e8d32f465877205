package kubernetes.probes_test

import rego.v1

import data.kubernetes.probes as policy
import data.lib.example

test_allows_a_probe if count(policy.deny) == 0 with input as example.running({"ports": [{"containerPort": 80}], "readinessProbe": {"httpGet": {"port": 80}}})

test_allows_no_ports if count(policy.deny) == 0 with input as example.running({})

test_allows_a_job if count(policy.deny) == 0 with input as example.workload("Job", {"containers": [{"name": "a", "ports": [{"containerPort": 80}]}]})

test_denies_ports_without_probe if count(policy.deny) == 1 with input as example.running({"ports": [{"containerPort": 80}]})
