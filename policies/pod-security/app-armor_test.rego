package kubernetes.app_armor_test

import rego.v1

import data.kubernetes.app_armor as policy
import data.lib.example

annotated(profile) := {"kind": "Pod", "metadata": {"name": "a", "annotations": {"container.apparmor.security.beta.kubernetes.io/a": profile}}, "spec": {"containers": [{"name": "a"}]}}

test_allows_nothing_said if count(policy.deny) == 0 with input as example.running({})

test_allows_the_default if count(policy.deny) == 0 with input as example.running({"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}})

test_allows_a_profile_by_annotation if count(policy.deny) == 0 with input as annotated("localhost/mine")

test_denies_a_pod if count(policy.deny) == 1 with input as example.pod({"securityContext": {"appArmorProfile": {"type": "Unconfined"}}})

test_denies_an_ephemeral_container if count(policy.deny) == 1 with input as example.pod({"ephemeralContainers": [{"name": "a", "securityContext": {"appArmorProfile": {"type": "Unconfined"}}}]})

test_denies_an_annotation if count(policy.deny) == 1 with input as annotated("unconfined")

test_denies_a_template if count(policy.deny) == 1 with input as {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"metadata": annotated("unconfined").metadata, "spec": {}}}}
