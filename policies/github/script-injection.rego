# METADATA
# title: Texts of strangers do not become commands
package fairlead.source.workflow.script_injection

import rego.v1

import data.lib.workflow

# METADATA
# title: Texts of strangers do not become commands
# description: >-
#   A title or a branch's name is pasted into the script before it runs, so whoever writes it writes commands. An
#   error where the job has the repository's secrets; a warning where it runs for a pull request of a fork without
#   them.
# custom:
#   id: script-injection
#   severity: error
#   link: https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions#understanding-the-risk-of-script-injections
#   remediation: Put the text into `env` and use the variable in the script.
deny contains {"path": path, "msg": message, "severity": workflow.weight} if {
	some place in workflow.steps
	some [path, script] in scripts(place)
	contains(script, "${{")
	some expression in regex.find_n(`\$\{\{[^}]*\}\}`, script, -1)
	regex.match(strangers, expression)
	message := sprintf("%s is written by whoever opened it, and becomes part of a script.", [trim_space(trim_suffix(trim_prefix(expression, "${{"), "}}"))])
}

scripts(place) := array.concat(
	[[array.concat(place.path, ["run"]), script] | script := place.step.run],
	[[array.concat(place.path, ["with", "script"]), script] | script := place.step["with"].script],
)

# What people outside can write, by GitHub's own list.
strangers := `github\.head_ref|github\.event\.(issue|pull_request|discussion)\.(title|body)|github\.event\.(comment|review|review_comment)\.body|github\.event\.pull_request\.head\.(ref|label|repo\.default_branch)|github\.event\.(head_commit|commits\S*)\.(message|author\.(email|name))|github\.event\.pages\S*\.page_name|github\.event\.workflow_run\.(head_branch|display_title|head_commit\.(message|author\.(email|name)))`
