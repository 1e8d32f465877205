package kubernetes.single_replica_test

import rego.v1

import data.kubernetes.single_replica as policy
import data.lib.example

test_allows_two if count(policy.deny) == 0 with input as example.running({}) with data.fairlead.environment as "prod"

test_allows_one_in_development if count(policy.deny) == 0 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {}} with data.fairlead.environment as "dev"

test_denies_one if count(policy.deny) == 1 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 1}} with data.fairlead.environment as "eu-prod"

test_denies_none_said if count(policy.deny) == 1 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {}} with data.fairlead.environment as "production"
