# METADATA
# title: Processes cannot gain privileges
package kubernetes.privilege_escalation

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Processes cannot gain privileges
# description: >-
#   Unless it is switched off, a program with the setuid bit makes a process more powerful than the one that
#   started it.
# custom:
#   id: privilege-escalation
#   severity: notice
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Set `allowPrivilegeEscalation` to false.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "allowPrivilegeEscalation"]), message) if {
	some container in kubernetes.containers
	object.get(container.spec, ["securityContext", "allowPrivilegeEscalation"], true) != false
	not kubernetes.is_privileged(container)
	not kubernetes.is_windows
	message := sprintf("The %s may gain privileges while it runs.", [kubernetes.label(container)])
}
