package kubernetes.stale_image_test

import rego.v1

import data.kubernetes.stale_image as policy
import data.lib.example

test_allows_a_version if count(policy.deny) == 0 with input as example.running({"image": "web:1", "imagePullPolicy": "IfNotPresent"})

test_allows_always if count(policy.deny) == 0 with input as example.running({"image": "web", "imagePullPolicy": "Always"})

test_denies_latest if count(policy.deny) == 1 with input as example.running({"image": "web:latest", "imagePullPolicy": "IfNotPresent"})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "image": "a", "imagePullPolicy": "Never"}]})
