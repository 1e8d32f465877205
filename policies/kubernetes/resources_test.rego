package kubernetes.resources_test

import rego.v1

import data.kubernetes.resources as policy
import data.lib.example

test_allows_all_three if count(policy.deny) == 0 with input as example.running({"resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}})

test_allows_an_init_container if count(policy.deny) == 0 with input as example.pod({"initContainers": [{"name": "a"}]})

test_denies_none if count(policy.deny) == 1 with input as example.running({})

test_denies_no_limit if count(policy.deny) == 1 with input as example.running({"resources": {"requests": {"cpu": "1", "memory": "1Gi"}}})
