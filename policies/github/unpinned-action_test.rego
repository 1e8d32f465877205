package fairlead.source.workflow.unpinned_action_test

import rego.v1

import data.fairlead.source.workflow.unpinned_action as policy

using(uses) := {"jobs": {"build": {"steps": [{"uses": uses}]}}}

test_allows_a_commit if count(policy.deny) == 0 with input as using("acme/deploy@0123456789abcdef0123456789abcdef01234567")

test_allows_its_own if count(policy.deny) == 0 with input as using("./.github/actions/build")

test_allows_a_tag_of_github if count(policy.deny) == 0 with input as using("actions/checkout@v4")

test_allows_who_is_trusted if count(policy.deny) == 0 with input as using("acme/deploy@v1") with data.fairlead.parameters as {"unpinned-action": {"trusted": ["acme/deploy"]}}

test_denies_a_tag if count(policy.deny) == 1 with input as using("acme/deploy@v1")

test_denies_a_branch_of_github if count(policy.deny) == 1 with input as using("actions/checkout@main")

test_denies_an_image if count(policy.deny) == 1 with input as using("docker://alpine:3")

test_denies_a_workflow_of_others if count(policy.deny) == 1 with input as {"jobs": {"build": {"uses": "acme/ci/.github/workflows/build.yml@v1"}}}

test_denies_a_composite_action if count(policy.deny) == 1 with input as {"runs": {"using": "composite", "steps": [{"uses": "acme/deploy@v1"}]}}
