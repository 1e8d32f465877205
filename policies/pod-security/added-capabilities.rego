# METADATA
# title: Containers add no dangerous capability
package kubernetes.added_capabilities

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers add no dangerous capability
# description: >-
#   Beyond those that a container starts with anyway, each capability lets it reach further than itself: into the
#   kernel, the network or other processes. A warning, because node agents need some.
# custom:
#   id: added-capabilities
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Remove the capability, or narrow it down to NET_BIND_SERVICE.
deny contains kubernetes.at(array.concat(place.path, ["capabilities", "add", index]), message) if {
	some place in kubernetes.container_contexts
	some index, capability in place.context.capabilities.add
	not capability in kubernetes.usual_capabilities
	message := sprintf("%s adds the capability %s, which reaches beyond the container.", [kubernetes.who(place), capability])
}
