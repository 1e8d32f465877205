package kubernetes.default_namespace_test

import rego.v1

import data.kubernetes.default_namespace as policy
import data.lib.example

test_allows_another if count(policy.deny) == 0 with input as example.running({})

test_allows_none_said if count(policy.deny) == 0 with input as example.pod({})

test_allows_other_objects if count(policy.deny) == 0 with input as {"kind": "Service", "metadata": {"name": "web", "namespace": "default"}}

test_denies_default if count(policy.deny) == 1 with input as {"kind": "Deployment", "metadata": {"name": "web", "namespace": "default"}, "spec": {}}
