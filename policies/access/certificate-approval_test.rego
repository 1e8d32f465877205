package kubernetes.certificate_approval_test

import rego.v1

import data.kubernetes.certificate_approval as policy
import data.lib.example

granting(resource, verb) := example.role("ClusterRole", {"apiGroups": ["certificates.k8s.io"], "resources": [resource], "verbs": [verb]})

test_allows_asking if count(policy.deny) == 0 with input as granting("certificatesigningrequests", "create")

test_allows_one_signer if count(policy.deny) == 0 with input as example.role("ClusterRole", {"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["approve"], "resourceNames": ["acme.com/web"]})

test_denies_approving if count(policy.deny) == 1 with input as granting("certificatesigningrequests/approval", "update")

test_denies_signing if count(policy.deny) == 1 with input as granting("signers", "sign")
