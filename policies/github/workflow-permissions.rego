# METADATA
# title: Workflows say which permissions they have
package fairlead.source.workflow.permissions

import rego.v1

# METADATA
# title: Workflows say which permissions they have
# description: >-
#   Without a word the token has what the repository's or organisation's settings give it, which in older ones is
#   to write everything.
# custom:
#   id: workflow-permissions
#   severity: notice
#   link: https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/controlling-permissions-for-github_token
#   remediation: Add `permissions` to the workflow, with `contents` read to begin with.
deny contains {"path": ["jobs"], "msg": message} if {
	not "permissions" in object.keys(input)
	silent := [name | some name, job in input.jobs; not "permissions" in object.keys(job)]
	count(silent) > 0
	message := sprintf("Nothing says which permissions the jobs %s have.", [concat(", ", sort(silent))])
}
