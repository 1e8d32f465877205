package kubernetes.latest_tag_test

import rego.v1

import data.kubernetes.latest_tag as policy
import data.lib.example

test_allows_a_version if count(policy.deny) == 0 with input as example.running({"image": "web:1.2.3"})

test_allows_a_digest if count(policy.deny) == 0 with input as example.running({"image": "web@sha256:0123"})

test_allows_a_port_and_a_version if count(policy.deny) == 0 with input as example.running({"image": "registry:5000/web:1"})

test_denies_latest if count(policy.deny) == 1 with input as example.running({"image": "web:latest"})

test_denies_no_tag if count(policy.deny) == 1 with input as example.running({"image": "web"})

test_denies_a_port_without_tag if count(policy.deny) == 1 with input as example.running({"image": "registry:5000/web"})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.workload("StatefulSet", {"containers": [], "initContainers": [{"name": "a", "image": "a"}]})

test_denies_an_ephemeral_container if count(policy.deny) == 1 with input as example.pod({"ephemeralContainers": [{"name": "a", "image": "a:latest"}]})

test_denies_a_cron_job if count(policy.deny) == 1 with input as example.cron_job({"containers": [{"name": "a", "image": "a"}]})
