package kubernetes.cluster_secrets_test

import rego.v1

import data.kubernetes.cluster_secrets as policy
import data.lib.example

test_allows_a_role if count(policy.deny) == 0 with input as example.role("Role", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]})

test_allows_writing if count(policy.deny) == 0 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["create"]})

test_denies_reading if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]})
