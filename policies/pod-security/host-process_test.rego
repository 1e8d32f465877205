package kubernetes.host_process_test

import rego.v1

import data.kubernetes.host_process as policy
import data.lib.example

test_allows_false if count(policy.deny) == 0 with input as example.running({"securityContext": {"windowsOptions": {"hostProcess": false}}})

test_allows_nothing_said if count(policy.deny) == 0 with input as example.running({})

test_denies_a_pod if count(policy.deny) == 1 with input as example.cron_job({"securityContext": {"windowsOptions": {"hostProcess": true}}, "containers": [{"name": "a"}]})

test_denies_an_init_container if count(policy.deny) == 1 with input as example.pod({"initContainers": [{"name": "a", "securityContext": {"windowsOptions": {"hostProcess": true}}}]})
