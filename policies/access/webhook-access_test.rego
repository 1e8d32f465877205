package kubernetes.webhook_access_test

import rego.v1

import data.kubernetes.webhook_access as policy
import data.lib.example

granting(rule) := example.role("ClusterRole", object.union({"apiGroups": ["admissionregistration.k8s.io"], "resources": ["mutatingwebhookconfigurations"]}, rule))

test_allows_reading if count(policy.deny) == 0 with input as granting({"verbs": ["get", "list", "watch"]})

test_allows_its_own if count(policy.deny) == 0 with input as granting({"verbs": ["patch"], "resourceNames": ["mine"]})

test_denies_patching if count(policy.deny) == 1 with input as granting({"verbs": ["patch"]})
