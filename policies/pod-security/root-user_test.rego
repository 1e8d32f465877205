package kubernetes.root_user_test

import rego.v1

import data.kubernetes.root_user as policy
import data.lib.example

test_allows_a_pod_that_says_so if count(policy.deny) == 0 with input as example.pod({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "a"}]})

test_allows_a_user if count(policy.deny) == 0 with input as example.running({"securityContext": {"runAsUser": 1000}})

test_allows_a_user_namespace if count(policy.deny) == 0 with input as example.pod({"hostUsers": false, "containers": [{"name": "a"}]})

test_denies_a_user_namespace_before if count(policy.deny) == 1 with input as example.pod({"hostUsers": false, "containers": [{"name": "a"}]}) with data.fairlead.kubernetesVersion as "1.34"

test_denies_nothing_said if count(policy.deny) == 1 with input as example.running({})

test_denies_root if count(policy.deny) == 1 with input as example.running({"securityContext": {"runAsUser": 0}})

test_denies_a_container_against_its_pod if count(policy.deny) == 1 with input as example.pod({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "a", "securityContext": {"runAsNonRoot": false}}]})
