package kubernetes.autoscaler_range_test

import rego.v1

import data.kubernetes.autoscaler_range as policy

autoscaler(spec) := {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}, "spec": spec}

test_allows_a_range if count(policy.deny) == 0 with input as autoscaler({"minReplicas": 2, "maxReplicas": 3})

test_allows_what_another_check_tells if count(policy.deny) == 0 with input as autoscaler({"minReplicas": 3, "maxReplicas": 2})

test_denies_one_number if count(policy.deny) == 1 with input as autoscaler({"minReplicas": 2, "maxReplicas": 2})

test_denies_one_replica if count(policy.deny) == 1 with input as autoscaler({"maxReplicas": 1})
