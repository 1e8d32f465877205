package acme.replicas_test

import rego.v1

import data.acme.replicas as policy

web(count) := {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": count}}

test_allows_as_many_as_the_limits_say if count(policy.deny) == 0 with input as web(data.limits.replicas)

test_denies_fewer if count(policy.deny) == 1 with input as web(data.limits.replicas - 1)
