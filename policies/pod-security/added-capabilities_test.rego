package kubernetes.added_capabilities_test

import rego.v1

import data.kubernetes.added_capabilities as policy
import data.lib.example

adding(capability) := example.running({"securityContext": {"capabilities": {"add": [capability]}}})

test_allows_a_low_port if count(policy.deny) == 0 with input as adding("NET_BIND_SERVICE")

test_allows_what_it_has_anyway if count(policy.deny) == 0 with input as adding("CHOWN")

test_denies_all if count(policy.deny) == 1 with input as adding("ALL")

test_denies_the_prefix if count(policy.deny) == 1 with input as adding("CAP_SYS_ADMIN")

test_denies_an_ephemeral_container if count(policy.deny) == 1 with input as example.pod({"ephemeralContainers": [{"name": "a", "securityContext": {"capabilities": {"add": ["SYS_PTRACE"]}}}]})
