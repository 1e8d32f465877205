package kubernetes.kept_capabilities_test

import rego.v1

import data.kubernetes.kept_capabilities as policy
import data.lib.example

test_allows_all_dropped if count(policy.deny) == 0 with input as example.running({"securityContext": {"capabilities": {"drop": ["ALL"]}}})

test_allows_windows if count(policy.deny) == 0 with input as example.pod({"os": {"name": "windows"}, "containers": [{"name": "a"}]})

test_denies_nothing_dropped if count(policy.deny) == 1 with input as example.running({})

test_denies_one_dropped if count(policy.deny) == 1 with input as example.running({"securityContext": {"capabilities": {"drop": ["NET_RAW"]}}})
