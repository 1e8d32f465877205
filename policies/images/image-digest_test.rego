package kubernetes.image_digest_test

import rego.v1

import data.kubernetes.image_digest as policy
import data.lib.example

test_allows_a_digest if count(policy.deny) == 0 with input as example.running({"image": "web:1@sha256:0123"})

test_allows_what_another_rule_tells if count(policy.deny) == 0 with input as example.running({"image": "web"})

test_denies_a_tag if count(policy.deny) == 1 with input as example.running({"image": "web:1.2.3"})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "image": "a:1"}]})
