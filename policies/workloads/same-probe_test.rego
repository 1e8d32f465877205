package kubernetes.same_probe_test

import rego.v1

import data.kubernetes.same_probe as policy
import data.lib.example

probes(liveness, readiness) := example.running({"livenessProbe": liveness, "readinessProbe": readiness})

test_allows_different_questions if count(policy.deny) == 0 with input as probes({"httpGet": {"path": "/live", "port": 80}}, {"httpGet": {"path": "/ready", "port": 80}})

test_allows_more_patience if count(policy.deny) == 0 with input as probes({"tcpSocket": {"port": 80}, "failureThreshold": 10}, {"tcpSocket": {"port": 80}})

test_denies_the_same if count(policy.deny) == 1 with input as probes({"tcpSocket": {"port": 80}}, {"tcpSocket": {"port": 80}, "periodSeconds": 10})
