package kubernetes.seccomp_unconfined_test

import rego.v1

import data.kubernetes.seccomp_unconfined as policy
import data.lib.example

test_allows_nothing_said if count(policy.deny) == 0 with input as example.running({})

test_allows_the_default if count(policy.deny) == 0 with input as example.running({"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}})

test_denies_a_pod if count(policy.deny) == 1 with input as example.pod({"securityContext": {"seccompProfile": {"type": "Unconfined"}}})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}]})
