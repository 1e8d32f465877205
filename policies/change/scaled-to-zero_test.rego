package fairlead.change.scaled_to_zero_test

import rego.v1

import data.fairlead.change.scaled_to_zero as policy
import data.lib.example

test_allows_one if count(policy.deny) == 0 with input as example.change("update", {"kind": "Deployment", "spec": {"replicas": 2}}, {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 1}})

test_allows_zero_before if count(policy.deny) == 0 with input as example.change("update", {"kind": "Deployment", "spec": {"replicas": 0}}, {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 0}})

test_denies_zero if count(policy.deny) == 1 with input as example.change("update", {"kind": "Deployment", "spec": {"replicas": 2}}, {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 0}})
