package kubernetes.restricted_proc_mount_test

import rego.v1

import data.kubernetes.restricted_proc_mount as policy
import data.lib.example

unmasked(pod) := example.pod(object.union(pod, {"containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]}))

test_allows_what_another_rule_tells if count(policy.deny) == 0 with input as unmasked({})

test_allows_the_default if count(policy.deny) == 0 with input as example.pod({"hostUsers": false, "containers": [{"name": "a"}]})

test_denies_unmasked if count(policy.deny) == 1 with input as unmasked({"hostUsers": false})
