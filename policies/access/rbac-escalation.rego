# METADATA
# title: Roles cannot make themselves stronger
package kubernetes.rbac_escalation

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles cannot make themselves stronger
# description: >-
#   Who may bind, escalate or impersonate can become anybody, whatever else the role says.
# custom:
#   id: rbac-escalation
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Remove the verb, or restrict it with resourceNames.
deny contains kubernetes.at(array.concat(place.path, ["verbs", index]), message) if {
	some place in kubernetes.role_rules
	not place.rule.resourceNames
	some index, verb in place.rule.verbs
	verb in {"bind", "escalate", "impersonate"}
	message := sprintf("The %s %q may %s: whoever has it can take more permissions.", [input.kind, kubernetes.name, verb])
}
