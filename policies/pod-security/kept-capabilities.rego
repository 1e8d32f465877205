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
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Set `capabilities.drop` to `[ALL]` and add back what is needed.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "capabilities"]), message) if {
	some container in kubernetes.containers
	not drops_all(container)
	not kubernetes.is_privileged(container)
	not kubernetes.is_windows
	message := sprintf("The %s keeps the capabilities it starts with.", [kubernetes.label(container)])
}

drops_all(container) if {
	some name in container.spec.securityContext.capabilities.drop
	name in {"ALL", "all"}
}
