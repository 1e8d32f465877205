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
deny contains kubernetes.at(["rules", index, "verbs"], message) if {
	input.kind in {"Role", "ClusterRole"}
	some index, rule in input.rules
	not rule.resourceNames
	some verb in ["bind", "escalate", "impersonate"]
	verb in rule.verbs
	message := sprintf("The %s %q may %s: whoever has it can take more permissions.", [input.kind, input.metadata.name, verb])
}
