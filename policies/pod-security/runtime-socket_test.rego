package kubernetes.runtime_socket_test

import rego.v1

import data.kubernetes.runtime_socket as policy
import data.lib.example

mounting(path) := example.pod({"volumes": [{"name": "v", "hostPath": {"path": path}}]})

test_allows_a_directory if count(policy.deny) == 0 with input as mounting("/var/log")

test_allows_no_host_path if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "v", "emptyDir": {}}]})

test_denies_the_root if count(policy.deny) == 1 with input as mounting("/")

test_denies_a_socket if count(policy.deny) == 1 with input as mounting("/run/containerd/containerd.sock")

test_denies_docker if count(policy.deny) == 1 with input as mounting("/var/run/docker.sock")

test_denies_the_control_plane if count(policy.deny) == 1 with input as mounting("/etc/kubernetes")
