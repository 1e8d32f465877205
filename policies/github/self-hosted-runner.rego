# METADATA
# title: Strangers' code stays off machines of one's own
package fairlead.source.workflow.self_hosted_runner

import rego.v1

import data.lib.workflow

# METADATA
# title: Strangers' code stays off machines of one's own
# description: >-
#   What a pull request runs on a self-hosted runner stays there for the next job. Meant for public repositories,
#   which nothing in a workflow tells; hence off until it is set to a level.
# custom:
#   id: self-hosted-runner
#   severity: "off"
#   link: https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions#hardening-for-self-hosted-runners
#   remediation: >-
#     Run what pull requests propose on runners of GitHub, or on ones that are thrown away after each job.
deny contains {"path": ["jobs", name, "runs-on"], "msg": message} if {
	workflow.triggers[_] in {"pull_request", "pull_request_target", "issue_comment"}
	some name, job in input.jobs
	"self-hosted" in workflow.as_list(job["runs-on"])
	message := sprintf("The job %q runs what a pull request proposes on a machine of our own.", [name])
}
