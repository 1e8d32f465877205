# METADATA
# title: Roles do not make tokens of others
package kubernetes.token_requests

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not make tokens of others
# description: >-
#   Who may create tokens of any service account of a namespace has the permissions of all of them.
# custom:
#   id: token-requests
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Restrict it with resourceNames to the account that is meant.
deny contains kubernetes.at(array.concat(place.path, ["resources", index]), message) if {
	some place in kubernetes.role_rules
	some index, resource in place.rule.resources
	resource == "serviceaccounts/token"
	kubernetes.grants(place.rule, "", resource, {"create", "*"})
	message := sprintf("The %s %q makes tokens of whichever service account it likes.", [input.kind, kubernetes.name])
}
