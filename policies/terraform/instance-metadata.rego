# METADATA
# title: Instances give their credentials to nobody else
package terraform.instance_metadata

import rego.v1

import data.lib.terraform

# METADATA
# title: Instances give their credentials to nobody else
# description: >-
#   Without IMDSv2 whatever can be made to fetch an address from within an instance is given the credentials of
#   its role.
# custom:
#   id: instance-metadata
#   severity: notice
#   link: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   remediation: Set `http_tokens` to required in `metadata_options`.
deny contains terraform.at(array.concat(resource.path, ["metadata_options"]), message) if {
	some resource in terraform.resources
	resource.type in {"aws_instance", "aws_launch_template", "aws_launch_configuration"}
	tokens := [block.body.http_tokens | some block in terraform.blocks(object.get(resource.body, "metadata_options", []))]
	not is_safe(tokens)
	message := sprintf("%s.%s gives its credentials without IMDSv2.", [resource.type, resource.name])
}

is_safe(tokens) if {
	some token in tokens
	token != "optional"
}
