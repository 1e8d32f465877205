package kubernetes.blocked_evictions_test

import rego.v1

import data.kubernetes.blocked_evictions as policy

test_allows_one if count(policy.deny) == 0 with input as {"kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": {"maxUnavailable": 1}}

test_allows_half if count(policy.deny) == 0 with input as {"kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": {"minAvailable": "50%"}}

test_denies_none if count(policy.deny) == 1 with input as {"kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": {"maxUnavailable": 0}}

test_denies_all_needed if count(policy.deny) == 1 with input as {"kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": {"minAvailable": "100%"}}
