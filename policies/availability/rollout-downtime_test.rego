package kubernetes.rollout_downtime_test

import rego.v1

import data.kubernetes.rollout_downtime as policy

deployment(spec) := {"kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}

test_allows_a_rolling_update if count(policy.deny) == 0 with input as deployment({"replicas": 2, "strategy": {"rollingUpdate": {"maxUnavailable": 1}}})

test_allows_one_that_cannot_run_twice if count(policy.deny) == 0 with input as deployment({"replicas": 1, "strategy": {"type": "Recreate"}})

test_denies_recreating_several if count(policy.deny) == 1 with input as deployment({"replicas": 2, "strategy": {"type": "Recreate"}})

test_denies_all_at_once if count(policy.deny) == 1 with input as {"kind": "DaemonSet", "metadata": {"name": "a"}, "spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "100%"}}}}
