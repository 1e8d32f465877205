package kubernetes.rbac_escalation_test

import rego.v1

import data.kubernetes.rbac_escalation as policy
import data.lib.example

test_allows_reading if count(policy.deny) == 0 with input as example.role("Role", {"resources": ["pods"], "verbs": ["get"]})

test_allows_one_name if count(policy.deny) == 0 with input as example.role("ClusterRole", {"resources": ["clusterroles"], "verbs": ["bind"], "resourceNames": ["view"]})

test_denies_bind if count(policy.deny) == 1 with input as example.role("ClusterRole", {"resources": ["clusterroles"], "verbs": ["bind"]})

test_denies_impersonate if count(policy.deny) == 1 with input as example.role("Role", {"resources": ["users"], "verbs": ["impersonate"]})
