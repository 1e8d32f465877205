# METADATA
# title: Roles name what they allow
package kubernetes.rbac_wildcard

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles name what they allow
# description: >-
#   A wildcard also allows what will be installed tomorrow. A warning, because many operators come with one.
# custom:
#   id: rbac-wildcard
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: List the verbs and resources that are used.
deny contains kubernetes.at(array.concat(place.path, [field]), message) if {
	some place in kubernetes.role_rules
	some field in ["verbs", "resources"]
	"*" in place.rule[field]
	message := sprintf("The %s %q allows all %s.", [input.kind, kubernetes.name, field])
}
