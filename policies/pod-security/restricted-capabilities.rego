# METADATA
# title: Containers add back one capability at most
package kubernetes.restricted_capabilities

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers add back one capability at most
# description: >-
#   Beside NET_BIND_SERVICE no capability is needed by a program that does not run as root. Those that reach
#   beyond the container are told by added-capabilities.
# custom:
#   id: restricted-capabilities
#   severity: "off"
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Drop ALL, in capitals, and add nothing but NET_BIND_SERVICE.
deny contains kubernetes.at(array.concat(place.path, ["capabilities", "add", index]), message) if {
	some place in kubernetes.container_contexts
	some index, capability in place.context.capabilities.add
	capability in kubernetes.usual_capabilities
	capability != "NET_BIND_SERVICE"
	not kubernetes.is_windows
	message := sprintf("%s adds the capability %s.", [kubernetes.who(place), capability])
}

deny contains kubernetes.at(array.concat(place.path, ["capabilities", "drop"]), message) if {
	some place in kubernetes.container_contexts
	"all" in place.context.capabilities.drop
	not "ALL" in place.context.capabilities.drop
	not kubernetes.is_windows
	message := sprintf("%s drops all, which Pod Security reads only in capitals.", [kubernetes.who(place)])
}
