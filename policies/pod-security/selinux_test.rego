package kubernetes.selinux_test

import rego.v1

import data.kubernetes.selinux as policy
import data.lib.example

labelled(options) := example.running({"securityContext": {"seLinuxOptions": options}})

test_allows_a_type if count(policy.deny) == 0 with input as labelled({"type": "container_kvm_t", "level": "s0:c1,c2"})

test_allows_the_engine if count(policy.deny) == 0 with input as labelled({"type": "container_engine_t"})

test_denies_the_engine_before if count(policy.deny) == 1 with input as labelled({"type": "container_engine_t"}) with data.fairlead.kubernetesVersion as "1.30"

test_denies_a_type if count(policy.deny) == 1 with input as labelled({"type": "spc_t"})

test_denies_user_and_role if count(policy.deny) == 2 with input as example.pod({"securityContext": {"seLinuxOptions": {"user": "system_u", "role": "system_r"}}})
