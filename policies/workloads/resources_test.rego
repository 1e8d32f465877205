package kubernetes.resources_test

import rego.v1

import data.kubernetes.resources as policy
import data.lib.example

test_allows_all_three if count(policy.deny) == 0 with input as example.running({"resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}})

test_allows_an_init_container if count(policy.deny) == 0 with input as example.pod({"initContainers": [{"name": "a"}]})

test_allows_those_of_the_pod if count(policy.deny) == 0 with input as example.pod({"resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}, "containers": [{"name": "a"}]})

test_allows_less_where_less_is_asked if count(policy.deny) == 0 with input as example.running({"resources": {"limits": {"memory": "1Gi"}}}) with data.fairlead.parameters as {"resources": {"required": ["limits.memory"]}}

test_denies_none if count(policy.deny) == 1 with input as example.running({})

test_denies_no_limit if count(policy.deny) == 1 with input as example.running({"resources": {"requests": {"cpu": "1", "memory": "1Gi"}}})
