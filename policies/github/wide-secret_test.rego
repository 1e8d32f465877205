package fairlead.source.workflow.wide_secret_test

import rego.v1

import data.fairlead.source.workflow.wide_secret as policy

secret := {"DEPLOY_KEY": "${{ secrets.DEPLOY_KEY }}"}

test_allows_a_step if count(policy.deny) == 0 with input as {"on": "pull_request", "jobs": {"a": {"steps": [{"run": "x", "env": secret}]}}}

test_allows_a_push if count(policy.deny) == 0 with input as {"on": "push", "env": secret, "jobs": {}}

test_allows_other_values if count(policy.deny) == 0 with input as {"on": "pull_request", "env": {"A": 1, "TOKEN": "${{ secrets.GITHUB_TOKEN }}"}, "jobs": {}}

test_denies_a_workflow if count(policy.deny) == 1 with input as {"on": ["push", "pull_request"], "env": secret, "jobs": {}}

test_denies_a_job if count(policy.deny) == 1 with input as {"on": {"pull_request_target": null}, "jobs": {"a": {"env": secret}}}
