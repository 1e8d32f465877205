package kubernetes.host_probes_test

import rego.v1

import data.kubernetes.host_probes as policy
import data.lib.example

test_allows_no_host if count(policy.deny) == 0 with input as example.running({"livenessProbe": {"httpGet": {"port": 80}}})

test_allows_an_empty_host if count(policy.deny) == 0 with input as example.running({"livenessProbe": {"httpGet": {"port": 80, "host": ""}}})

test_allows_older_clusters if count(policy.deny) == 0 with input as example.running({"livenessProbe": {"httpGet": {"port": 80, "host": "a"}}}) with data.fairlead.kubernetesVersion as "1.33"

test_denies_a_probe if count(policy.deny) == 1 with input as example.running({"readinessProbe": {"tcpSocket": {"port": 80, "host": "127.0.0.1"}}})

test_denies_a_hook if count(policy.deny) == 1 with input as example.running({"lifecycle": {"preStop": {"httpGet": {"port": 80, "host": "a"}}}}) with data.fairlead.kubernetesVersion as "1.34"

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "startupProbe": {"httpGet": {"host": "a"}}}]})
