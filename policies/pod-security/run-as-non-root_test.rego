package kubernetes.run_as_non_root_test

import rego.v1

import data.kubernetes.run_as_non_root as policy
import data.lib.example

test_allows_a_promise if count(policy.deny) == 0 with input as example.running({"securityContext": {"runAsUser": 1, "runAsNonRoot": true}})

test_allows_what_another_rule_tells if count(policy.deny) == 0 with input as example.running({})

test_allows_a_user_namespace if count(policy.deny) == 0 with input as example.pod({"hostUsers": false, "containers": [{"name": "a", "securityContext": {"runAsUser": 1}}]})

test_denies_a_user_without_promise if count(policy.deny) == 1 with input as example.running({"securityContext": {"runAsUser": 1}})

test_denies_a_pod_against_its_containers if count(policy.deny) == 1 with input as example.pod({"securityContext": {"runAsNonRoot": false}, "containers": [{"name": "a", "securityContext": {"runAsNonRoot": true}}]})

test_denies_root_that_nobody_uses if count(policy.deny) == 1 with input as example.pod({"securityContext": {"runAsUser": 0}, "containers": [{"name": "a", "securityContext": {"runAsUser": 1, "runAsNonRoot": true}}]})
