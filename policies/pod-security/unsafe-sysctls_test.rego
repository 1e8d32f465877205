package kubernetes.unsafe_sysctls_test

import rego.v1

import data.kubernetes.unsafe_sysctls as policy
import data.lib.example

setting(name) := example.pod({"securityContext": {"sysctls": [{"name": name, "value": "1"}]}})

test_allows_a_safe_one if count(policy.deny) == 0 with input as setting("net.ipv4.tcp_syncookies")

test_allows_a_newer_one if count(policy.deny) == 0 with input as setting("net.ipv4.tcp_rmem") with data.fairlead.kubernetesVersion as "1.32"

test_allows_what_is_named if count(policy.deny) == 0 with input as setting("vm.max_map_count") with data.fairlead.parameters as {"unsafe-sysctls": {"allowed": ["vm.max_map_count"]}}

test_denies_another if count(policy.deny) == 1 with input as setting("vm.max_map_count")

test_denies_a_newer_one_before if count(policy.deny) == 1 with input as setting("net.ipv4.tcp_rmem") with data.fairlead.kubernetesVersion as "1.31"
