package kubernetes.autoscaler_range_test

import rego.v1

import data.kubernetes.autoscaler_range as policy

test_allows_a_range if count(policy.deny) == 0 with input as {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}, "spec": {"minReplicas": 2, "maxReplicas": 2}}

test_denies_none if count(policy.deny) == 1 with input as {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}, "spec": {"minReplicas": 3, "maxReplicas": 2}}
