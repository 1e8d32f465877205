package kubernetes.host_namespaces_test

import rego.v1

import data.kubernetes.host_namespaces as policy
import data.lib.example

test_allows_none if count(policy.deny) == 0 with input as example.pod({"hostNetwork": false})

test_denies_the_network if count(policy.deny) == 1 with input as example.pod({"hostNetwork": true})

test_denies_the_processes if count(policy.deny) == 1 with input as example.workload("DaemonSet", {"hostPID": true})

test_denies_the_memory if count(policy.deny) == 1 with input as example.cron_job({"hostIPC": true})
