package kubernetes.host_path_test

import rego.v1

import data.kubernetes.host_path as policy
import data.lib.example

test_allows_an_empty_directory if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "l", "emptyDir": {}}]})

test_denies_a_directory if count(policy.deny) == 1 with input as example.pod({"volumes": [{"name": "l", "hostPath": {"path": "/data"}}]})
