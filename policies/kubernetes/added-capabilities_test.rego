package kubernetes.added_capabilities_test

import rego.v1

import data.kubernetes.added_capabilities as policy
import data.lib.example

test_allows_a_low_port if count(policy.deny) == 0 with input as example.running({"securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE"]}}})

test_denies_all if count(policy.deny) == 1 with input as example.running({"securityContext": {"capabilities": {"add": ["ALL"]}}})

test_denies_the_prefix if count(policy.deny) == 1 with input as example.running({"securityContext": {"capabilities": {"add": ["CAP_SYS_ADMIN"]}}})
