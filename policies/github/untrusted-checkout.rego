# METADATA
# title: Workflows with secrets run no code of strangers
package fairlead.source.workflow.untrusted_checkout

import rego.v1

import data.lib.workflow

# METADATA
# title: Workflows with secrets run no code of strangers
# description: >-
#   pull_request_target and workflow_run run with the secrets and the token of the repository. Whoever checks out
#   the pull request's own code there hands both to whoever opened it. An error, because it is a breach that
#   waits.
# custom:
#   id: untrusted-checkout
#   severity: error
#   link: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
#   remediation: >-
#     Use pull_request for what needs the pull request's code, and hand results to a second workflow.
deny contains {"path": array.concat(place.path, ["with", "ref"]), "msg": message} if {
	some trigger in workflow.triggers
	trigger in {"pull_request_target", "workflow_run"}
	some place in workflow.steps
	startswith(place.step.uses, "actions/checkout@")
	regex.match(`github\.event\.pull_request\.(head|merge_commit_sha)|github\.head_ref|refs/pull/|github\.event\.workflow_run\.head`, place.step["with"].ref)
	message := sprintf("With %s this checks out, and hands secrets to, code that anybody may propose.", [trigger])
}
