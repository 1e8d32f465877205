package kubernetes.writable_root_test

import rego.v1

import data.kubernetes.writable_root as policy
import data.lib.example

test_allows_true if count(policy.deny) == 0 with input as example.running({"securityContext": {"readOnlyRootFilesystem": true}})

test_allows_windows if count(policy.deny) == 0 with input as example.pod({"os": {"name": "windows"}, "containers": [{"name": "a"}]})

test_denies_nothing_said if count(policy.deny) == 1 with input as example.running({})
