package fairlead.source.workflow.untrusted_checkout_test

import rego.v1

import data.fairlead.source.workflow.untrusted_checkout as policy

checking_out(trigger, ref) := {"on": trigger, "jobs": {"build": {"steps": [{"uses": "actions/checkout@v4", "with": {"ref": ref}}]}}}

test_allows_the_base if count(policy.deny) == 0 with input as {"on": "pull_request_target", "jobs": {"build": {"steps": [{"uses": "actions/checkout@v4"}]}}}

test_allows_a_pull_request if count(policy.deny) == 0 with input as checking_out("pull_request", "${{ github.event.pull_request.head.sha }}")

test_denies_the_head if count(policy.deny) == 1 with input as checking_out({"pull_request_target": {"types": ["opened"]}}, "${{ github.event.pull_request.head.sha }}")

test_denies_the_merge if count(policy.deny) == 1 with input as checking_out(["pull_request_target"], "refs/pull/${{ github.event.number }}/merge")

test_denies_a_branch_after_a_run if count(policy.deny) == 1 with input as checking_out("workflow_run", "${{ github.event.workflow_run.head_branch }}")
