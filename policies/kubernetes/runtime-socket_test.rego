package kubernetes.runtime_socket_test

import rego.v1

import data.kubernetes.runtime_socket as policy
import data.lib.example

test_allows_logs if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "l", "hostPath": {"path": "/var/log"}}]})

test_allows_a_claim if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "l", "persistentVolumeClaim": {"claimName": "c"}}]})

test_denies_docker if count(policy.deny) == 1 with input as example.pod({"volumes": [{"name": "d", "hostPath": {"path": "/var/run/docker.sock"}}]})

test_denies_containerd if count(policy.deny) == 1 with input as example.workload("DaemonSet", {"volumes": [{"name": "d", "hostPath": {"path": "/run/containerd/containerd.sock"}}]})

test_denies_the_root if count(policy.deny) == 1 with input as example.pod({"volumes": [{"name": "d", "hostPath": {"path": "/"}}]})
