package kubernetes.privileged_test

import rego.v1

import data.kubernetes.privileged as policy
import data.lib.example

test_allows_false if count(policy.deny) == 0 with input as example.running({"securityContext": {"privileged": false}})

test_allows_nothing_said if count(policy.deny) == 0 with input as example.running({})

test_denies_a_container if count(policy.deny) == 1 with input as example.running({"securityContext": {"privileged": true}})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.workload("DaemonSet", {"initContainers": [{"name": "a", "securityContext": {"privileged": true}}]})

test_denies_an_ephemeral_container if count(policy.deny) == 1 with input as example.pod({"ephemeralContainers": [{"name": "a", "securityContext": {"privileged": true}}]})
