package kubernetes.single_replica_test

import rego.v1

import data.kubernetes.single_replica as policy
import data.lib.example

of_one := {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 1}}

test_allows_two if count(policy.deny) == 0 with input as example.running({}) with data.fairlead.environment as "prod"

test_allows_one_in_development if count(policy.deny) == 0 with input as of_one with data.fairlead.environment as "dev"

test_allows_none_at_all if count(policy.deny) == 0 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 0}} with data.fairlead.environment as "prod"

test_denies_one if count(policy.deny) == 1 with input as of_one with data.fairlead.environment as "eu-prod"

test_denies_none_said if count(policy.deny) == 1 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {}} with data.fairlead.environment as "production"

test_denies_an_autoscaler if count(policy.deny) == 1 with input as {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}, "spec": {"maxReplicas": 3}} with data.fairlead.environment as "live"

test_denies_two_where_three_are_asked_for if count(policy.deny) == 1 with input as example.running({}) with data.fairlead.environment as "main" with data.fairlead.parameters as {"single-replica": {"atLeast": 3, "environments": ["main"]}}
