# METADATA
# title: Nobody may do everything
package terraform.wildcard_iam

import rego.v1

import data.lib.terraform

# METADATA
# title: Nobody may do everything
# description: >-
#   A statement that allows every action on every resource is an administrator's, whatever the role is called.
# custom:
#   id: wildcard-iam
#   severity: warning
#   link: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   remediation: List the actions and the resources that are used.
deny contains terraform.at(array.concat(path, ["actions"]), message) if {
	some name, documents in input.data.aws_iam_policy_document
	some document in terraform.blocks(documents)
	some statement in terraform.blocks(document.body.statement)
	object.get(statement.body, "effect", "Allow") == "Allow"
	"*" in statement.body.actions
	"*" in statement.body.resources
	path := array.concat(array.concat(["data", "aws_iam_policy_document", name], document.path), array.concat(["statement"], statement.path))
	message := sprintf("The policy document %q allows every action on everything.", [name])
}

deny contains terraform.at(array.concat(resource.path, ["policy"]), message) if {
	some resource in terraform.resources
	startswith(resource.type, "aws_iam_")
	statement := statements(resource.body.policy)[_]
	statement.Effect == "Allow"
	"*" in terraform.as_list(statement.Action)
	"*" in terraform.as_list(statement.Resource)
	message := sprintf("%s.%s allows every action on everything.", [resource.type, resource.name])
}

# An expression is text: a statement in it is between braces.
deny contains terraform.at(array.concat(resource.path, ["policy"]), message) if {
	some resource in terraform.resources
	startswith(resource.type, "aws_iam_")
	contains(resource.body.policy, "jsonencode(")
	some statement in regex.find_n(`\{[^{}]*\}`, resource.body.policy, -1)
	regex.match(`Effect"?\s*[=:]\s*"Allow"`, statement)
	regex.match(`Action"?\s*[=:]\s*\[?\s*"\*"`, statement)
	regex.match(`Resource"?\s*[=:]\s*\[?\s*"\*"`, statement)
	message := sprintf("%s.%s allows every action on everything.", [resource.type, resource.name])
}

deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	some [type, argument, roles] in [
		["google_project_iam_member", "role", {"roles/owner", "roles/editor"}],
		["google_project_iam_binding", "role", {"roles/owner", "roles/editor"}],
		["google_organization_iam_member", "role", {"roles/owner", "roles/editor"}],
		["aws_iam_role_policy_attachment", "policy_arn", {"arn:aws:iam::aws:policy/AdministratorAccess"}],
		["aws_iam_user_policy_attachment", "policy_arn", {"arn:aws:iam::aws:policy/AdministratorAccess"}],
		["aws_iam_group_policy_attachment", "policy_arn", {"arn:aws:iam::aws:policy/AdministratorAccess"}],
	]
	resource.type == type
	resource.body[argument] in roles
	message := sprintf("%s.%s gives %s.", [resource.type, resource.name, resource.body[argument]])
}

statements(policy) := found if {
	startswith(trim_space(policy), "{")
	found := terraform.as_objects(json.unmarshal(policy).Statement)
}
