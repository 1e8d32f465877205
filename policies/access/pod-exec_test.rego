package kubernetes.pod_exec_test

import rego.v1

import data.kubernetes.pod_exec as policy
import data.lib.example

test_allows_logs if count(policy.deny) == 0 with input as example.role("Role", {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]})

test_allows_one_pod if count(policy.deny) == 0 with input as example.role("Role", {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"], "resourceNames": ["db-0"]})

test_denies_exec if count(policy.deny) == 1 with input as example.role("Role", {"apiGroups": [""], "resources": ["pods", "pods/exec"], "verbs": ["create"]})

test_denies_debugging if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": ["*"], "resources": ["pods/ephemeralcontainers"], "verbs": ["patch"]})
