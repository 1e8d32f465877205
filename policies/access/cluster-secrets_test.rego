package kubernetes.cluster_secrets_test

import rego.v1

import data.kubernetes.cluster_secrets as policy
import data.lib.example

test_allows_a_role if count(policy.deny) == 0 with input as example.role("Role", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]})

test_allows_one_name if count(policy.deny) == 0 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["a"]})

test_allows_creating if count(policy.deny) == 0 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["create"]})

test_denies_reading if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["list"]})

test_denies_every_group if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": ["*"], "resources": ["secrets"], "verbs": ["get"]})
