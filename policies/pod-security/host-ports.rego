# METADATA
# title: Containers take no port of their node
package kubernetes.host_ports

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers take no port of their node
# description: >-
#   A port of the node is open on the node's own address, past every Service and network policy, and only one pod
#   of a node can have it.
# custom:
#   id: host-ports
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `hostPort` and expose the port with a Service.
#   parameters:
#       allowed: {type: list, default: [], description: Ports of the node that may be taken.}
deny contains kubernetes.at(array.concat(container.path, ["ports", index, "hostPort"]), message) if {
	# A pod in its node's network has every port of it: host-namespaces tells that.
	some container in kubernetes.containers
	some index, port in container.spec.ports
	port.hostPort != 0
	not kubernetes.pod.hostNetwork == true
	not is_allowed(port.hostPort)
	message := sprintf("The %s takes port %d of its node.", [kubernetes.label(container), port.hostPort])
}

is_allowed(port) if {
	some allowed in data.fairlead.parameters["host-ports"].allowed
	to_number(allowed) == port
}
