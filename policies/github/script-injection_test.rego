package fairlead.source.workflow.script_injection_test

import rego.v1

import data.fairlead.source.workflow.script_injection as policy

running(trigger, script) := {"on": trigger, "jobs": {"build": {"steps": [{"run": script}]}}}

test_allows_a_number if count(policy.deny) == 0 with input as running("issues", "echo ${{ github.event.issue.number }}")

test_allows_a_variable if count(policy.deny) == 0 with input as {"on": "issues", "jobs": {"build": {"steps": [{"run": "echo \"$TITLE\"", "env": {"TITLE": "${{ github.event.issue.title }}"}}]}}}

test_denies_a_title if {
	denials := policy.deny with input as running("issues", "echo ${{ github.event.issue.title }}")
	[denial.severity | some denial in denials] == ["error"]
}

test_denies_a_branch_of_a_fork_less if {
	denials := policy.deny with input as running(["pull_request"], "git fetch origin ${{ github.head_ref }}")
	[denial.severity | some denial in denials] == ["warning"]
}

test_denies_a_script_action if count(policy.deny) == 1 with input as {"on": "issue_comment", "jobs": {"build": {"steps": [{"uses": "actions/github-script@v7", "with": {"script": "console.log(`${{ github.event.comment.body }}`)"}}]}}}
