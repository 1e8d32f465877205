package kubernetes.volume_types_test

import rego.v1

import data.kubernetes.volume_types as policy
import data.lib.example

test_allows_a_claim if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]})

test_allows_nothing_said if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "v"}]})

test_denies_nfs if count(policy.deny) == 1 with input as example.pod({"volumes": [{"name": "v", "nfs": {"server": "s", "path": "/"}}]})
