# METADATA
# title: Workflows of others get the secrets they need
package fairlead.source.workflow.inherited_secrets

import rego.v1

# METADATA
# title: Workflows of others get the secrets they need
# description: >-
#   With inherit a workflow of another repository is given every secret that this one has, also those that are
#   added tomorrow.
# custom:
#   id: inherited-secrets
#   severity: warning
#   link: https://docs.github.com/en/actions/sharing-automations/reusing-workflows#passing-inputs-and-secrets-to-a-reusable-workflow
#   remediation: Name the secrets that it takes.
deny contains {"path": ["jobs", name, "secrets"], "msg": message} if {
	some name, job in input.jobs
	job.secrets == "inherit"
	not startswith(job.uses, "./")
	message := sprintf("The job %q gives every secret to %s.", [name, job.uses])
}
