package kubernetes.privilege_escalation_test

import rego.v1

import data.kubernetes.privilege_escalation as policy
import data.lib.example

test_allows_false if count(policy.deny) == 0 with input as example.running({"securityContext": {"allowPrivilegeEscalation": false}})

test_allows_windows if count(policy.deny) == 0 with input as example.pod({"os": {"name": "windows"}, "containers": [{"name": "a"}]})

test_allows_what_is_privileged_anyway if count(policy.deny) == 0 with input as example.running({"securityContext": {"privileged": true}})

test_denies_true if count(policy.deny) == 1 with input as example.running({"securityContext": {"allowPrivilegeEscalation": true}})

test_denies_nothing_said if count(policy.deny) == 1 with input as example.running({})
