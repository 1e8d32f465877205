# METADATA
# title: Providers have a version
package terraform.unpinned_provider

import rego.v1

import data.lib.terraform

# METADATA
# title: Providers have a version
# description: >-
#   Without one, whoever makes the lock file anew takes the newest, with what it breaks.
# custom:
#   id: unpinned-provider
#   severity: notice
#   link: https://developer.hashicorp.com/terraform/language/providers/requirements#version-constraints
#   remediation: Add a version to the provider in required_providers, such as ~> 5.0.
deny contains terraform.at(array.concat(path, [name]), message) if {
	some terraform_block in terraform.blocks(input.terraform)
	some required in terraform.blocks(terraform_block.body.required_providers)
	path := array.concat(array.concat(array.concat(["terraform"], terraform_block.path), ["required_providers"]), required.path)
	some name, provider in required.body
	is_object(provider)
	provider.source
	not provider.version
	message := sprintf("The provider %q is required in no version.", [name])
}
