package kubernetes.no_grace_test

import rego.v1

import data.kubernetes.no_grace as policy
import data.lib.example

test_allows_nothing_said if count(policy.deny) == 0 with input as example.running({})

test_allows_a_minute if count(policy.deny) == 0 with input as example.pod({"terminationGracePeriodSeconds": 60})

test_denies_zero if count(policy.deny) == 1 with input as example.workload("StatefulSet", {"terminationGracePeriodSeconds": 0})
