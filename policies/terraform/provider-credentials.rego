# METADATA
# title: Providers hold no credentials in clear
package terraform.provider_credentials

import rego.v1

import data.lib.terraform

# METADATA
# title: Providers hold no credentials in clear
# description: >-
#   Whoever can read the repository, now or in its history, can act as the provider does.
# custom:
#   id: provider-credentials
#   severity: error
#   link: https://developer.hashicorp.com/terraform/language/providers/configuration
#   remediation: Give them by the environment of whoever runs Terraform, or by a variable that is marked sensitive; replace those that were committed.
deny contains terraform.at(array.concat(provider.path, [name]), message) if {
	some provider in terraform.providers
	some name in credentials
	terraform.is_literal(provider.body[name])
	message := sprintf("The provider %q holds its %s in clear.", [provider.name, name])
}

credentials := {
	"access_key",
	"api_key",
	"api_token",
	"app_key",
	"auth_token",
	"client_secret",
	"password",
	"private_key",
	"secret_access_key",
	"secret_id",
	"secret_key",
	"token",
}
