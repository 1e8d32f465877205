# METADATA
# title: Workflows ask for the permissions they use
package fairlead.source.workflow.write_all

import rego.v1

# METADATA
# title: Workflows ask for the permissions they use
# description: >-
#   With write-all every step, and every action it uses, can push to the repository, publish packages and change
#   releases.
# custom:
#   id: write-all
#   severity: warning
#   link: https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/controlling-permissions-for-github_token
#   remediation: List the permissions that are used, such as `contents` read.
deny contains {"path": ["permissions"], "msg": "Every job has every permission (write-all)."} if input.permissions == "write-all"

deny contains {"path": ["jobs", name, "permissions"], "msg": message} if {
	some name, job in input.jobs
	job.permissions == "write-all"
	message := sprintf("The job %q has every permission (write-all).", [name])
}
