package kubernetes.proc_mount_test

import rego.v1

import data.kubernetes.proc_mount as policy
import data.lib.example

test_allows_the_default if count(policy.deny) == 0 with input as example.running({"securityContext": {"procMount": "Default"}})

test_allows_a_user_namespace if count(policy.deny) == 0 with input as example.pod({"hostUsers": false, "containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]})

test_denies_an_older_cluster if count(policy.deny) == 1 with input as example.pod({"hostUsers": false, "containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]}) with data.fairlead.kubernetesVersion as "1.34"

test_denies_unmasked if count(policy.deny) == 1 with input as example.running({"securityContext": {"procMount": "Unmasked"}})
