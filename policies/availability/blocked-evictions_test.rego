package kubernetes.blocked_evictions_test

import rego.v1

import data.kubernetes.blocked_evictions as policy

budget(spec) := {"kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": spec}

test_allows_one if count(policy.deny) == 0 with input as budget({"maxUnavailable": 1})

test_allows_some if count(policy.deny) == 0 with input as budget({"minAvailable": "50%"})

test_denies_none if count(policy.deny) == 1 with input as budget({"maxUnavailable": 0})

test_denies_all_available if count(policy.deny) == 1 with input as budget({"minAvailable": "100%"})
