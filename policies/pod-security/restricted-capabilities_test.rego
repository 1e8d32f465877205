package kubernetes.restricted_capabilities_test

import rego.v1

import data.kubernetes.restricted_capabilities as policy
import data.lib.example

with_capabilities(capabilities) := example.running({"securityContext": {"capabilities": capabilities}})

test_allows_a_low_port if count(policy.deny) == 0 with input as with_capabilities({"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]})

test_allows_what_another_rule_tells if count(policy.deny) == 0 with input as with_capabilities({"drop": ["ALL"], "add": ["SYS_ADMIN"]})

test_denies_another if count(policy.deny) == 1 with input as with_capabilities({"drop": ["ALL"], "add": ["CHOWN"]})

test_denies_small_letters if count(policy.deny) == 1 with input as with_capabilities({"drop": ["all"]})
