package kubernetes.refused_root_test

import rego.v1

import data.kubernetes.refused_root as policy
import data.lib.example

test_allows_root if count(policy.deny) == 0 with input as example.running({"securityContext": {"runAsUser": 0}})

test_allows_a_user_of_its_own if count(policy.deny) == 0 with input as example.pod({"securityContext": {"runAsNonRoot": true, "runAsUser": 0}, "containers": [{"name": "a", "securityContext": {"runAsUser": 1}}]})

test_denies_both if count(policy.deny) == 1 with input as example.running({"securityContext": {"runAsUser": 0, "runAsNonRoot": true}})

test_denies_both_between_pod_and_container if count(policy.deny) == 1 with input as example.cron_job({"securityContext": {"runAsNonRoot": true}, "initContainers": [{"name": "a", "securityContext": {"runAsUser": 0}}]})
