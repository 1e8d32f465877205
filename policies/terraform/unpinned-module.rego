# METADATA
# title: Modules from elsewhere are pinned
package terraform.unpinned_module

import rego.v1

import data.lib.terraform

# METADATA
# title: Modules from elsewhere are pinned
# description: >-
#   What is applied changes without a change here, and nobody reviews it.
# custom:
#   id: unpinned-module
#   severity: warning
#   link: https://developer.hashicorp.com/terraform/language/modules/sources
#   remediation: Give a module of a registry a version, and one from git a tag or commit with ref.
deny contains terraform.at(array.concat(module.path, ["source"]), message) if {
	some module in terraform.modules
	terraform.is_registry(module.body.source)
	not module.body.version
	message := sprintf("The module %q is taken from %s in whichever version is newest.", [module.name, module.body.source])
}

deny contains terraform.at(array.concat(module.path, ["source"]), message) if {
	some module in terraform.modules
	terraform.is_git(module.body.source)
	not regex.match(`[?&](ref|commit|tag)=[^&]+`, module.body.source)
	message := sprintf("The module %q is taken from whatever its git repository holds.", [module.name])
}
