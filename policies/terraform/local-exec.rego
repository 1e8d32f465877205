# METADATA
# title: Nothing is run where Terraform runs
package terraform.local_exec

import rego.v1

import data.lib.terraform

# METADATA
# title: Nothing is run where Terraform runs
# description: >-
#   A command runs with the credentials of whoever applies, no plan shows what it does, and nothing undoes it.
# custom:
#   id: local-exec
#   severity: warning
#   link: https://developer.hashicorp.com/terraform/language/resources/provisioners/local-exec
#   remediation: Use a resource of a provider, or a step of the pipeline that is seen to run.
deny contains terraform.at(array.concat(resource.path, ["provisioner", "local-exec"]), message) if {
	some resource in terraform.resources
	some provisioner in terraform.blocks(resource.body.provisioner)
	provisioner.body["local-exec"]
	message := sprintf("%s.%s runs a command where Terraform runs.", [resource.type, resource.name])
}
