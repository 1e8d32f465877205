package organisation.node_ports

import rego.v1

# METADATA
# title: Nothing is open on the nodes
# description: The organisation's network lets traffic in at its gateways alone.
# custom:
#   id: organisation-node-ports
#   severity: error
#   remediation: Use a ClusterIP and a route of the gateway.
deny contains {"msg": message, "path": ["spec", "type"]} if {
	input.kind == "Service"
	input.spec.type == "NodePort"
	message := sprintf("Service %q opens a port on every node.", [input.metadata.name])
}
