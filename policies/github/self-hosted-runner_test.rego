package fairlead.source.workflow.self_hosted_runner_test

import rego.v1

import data.fairlead.source.workflow.self_hosted_runner as policy

running(trigger, machine) := {"on": trigger, "jobs": {"build": {"runs-on": machine}}}

test_allows_pushes if count(policy.deny) == 0 with input as running("push", "self-hosted")

test_allows_machines_of_github if count(policy.deny) == 0 with input as running("pull_request", "ubuntu-latest")

test_denies_a_pull_request if count(policy.deny) == 1 with input as running(["push", "pull_request"], ["self-hosted", "linux"])
