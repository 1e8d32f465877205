# METADATA
# title: Containers drop the capabilities they do not need
package kubernetes.kept_capabilities

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers drop the capabilities they do not need
# description: >-
#   A container starts with a dozen capabilities; almost no application uses one.
# custom:
#   id: kept-capabilities
#   severity: notice
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Set `capabilities.drop` to `[ALL]` and add back what is needed.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "capabilities"]), message) if {
	some container in kubernetes.containers
	dropped := {upper(name) | some name in object.get(container.spec, ["securityContext", "capabilities", "drop"], [])}
	not "ALL" in dropped
	message := sprintf("The %s keeps the capabilities it starts with.", [container.label])
}
