# METADATA
# title: A secret goes to the step that uses it
package fairlead.source.workflow.wide_secret

import rego.v1

import data.lib.workflow

# METADATA
# title: A secret goes to the step that uses it
# description: >-
#   What stands in the env of a workflow or a job is given to every step of it, and to every action of somebody
#   else. Counts where pull requests run.
# custom:
#   id: wide-secret
#   severity: warning
#   link: https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions
#   remediation: Move it to the `env` of the step that needs it.
deny contains {"path": place, "msg": message} if {
	workflow.triggers[_] in {"pull_request", "pull_request_target"}
	some [path, env] in environments
	some name, value in env
	regex.match(`\$\{\{[^}]*\bsecrets\.`, sprintf("%v", [value]))
	not contains(value, "secrets.GITHUB_TOKEN")
	place := array.concat(path, ["env", name])
	message := sprintf("Every step is given the secret %s, for pull requests too.", [name])
}

environments := array.concat(
	[[[], env] | env := input.env],
	[[["jobs", name], job.env] | some name, job in input.jobs],
)
