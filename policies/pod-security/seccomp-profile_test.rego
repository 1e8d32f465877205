package kubernetes.seccomp_profile_test

import rego.v1

import data.kubernetes.seccomp_profile as policy
import data.lib.example

test_allows_that_of_the_pod if count(policy.deny) == 0 with input as example.pod({"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}, "containers": [{"name": "a"}]})

test_allows_its_own if count(policy.deny) == 0 with input as example.running({"securityContext": {"seccompProfile": {"type": "Localhost"}}})

test_allows_windows if count(policy.deny) == 0 with input as example.pod({"os": {"name": "windows"}, "containers": [{"name": "a"}]})

test_denies_none if count(policy.deny) == 1 with input as example.running({})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a"}], "containers": [{"name": "b", "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}]})
