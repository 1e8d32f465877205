package kubernetes.host_namespaces_test

import rego.v1

import data.kubernetes.host_namespaces as policy
import data.lib.example

test_allows_nothing_said if count(policy.deny) == 0 with input as example.pod({})

test_allows_false if count(policy.deny) == 0 with input as example.pod({"hostNetwork": false, "hostPID": false, "hostIPC": false})

test_denies_the_network if count(policy.deny) == 1 with input as example.pod({"hostNetwork": true})

test_denies_all_three if count(policy.deny) == 3 with input as example.workload("DaemonSet", {"hostNetwork": true, "hostPID": true, "hostIPC": true})
