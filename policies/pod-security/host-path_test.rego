package kubernetes.host_path_test

import rego.v1

import data.kubernetes.host_path as policy
import data.lib.example

mounting(path) := example.pod({"volumes": [{"name": "v", "hostPath": {"path": path}}]})

test_allows_a_claim if count(policy.deny) == 0 with input as example.pod({"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]})

test_allows_what_is_named if count(policy.deny) == 0 with input as mounting("/var/log/pods") with data.fairlead.parameters as {"host-path": {"allowed": ["/var/log/"]}}

test_allows_what_another_rule_tells if count(policy.deny) == 0 with input as mounting("/")

test_denies_a_path if count(policy.deny) == 1 with input as mounting("/data")

test_denies_a_neighbour_of_what_is_named if count(policy.deny) == 1 with input as mounting("/var/logs") with data.fairlead.parameters as {"host-path": {"allowed": ["/var/log"]}}
