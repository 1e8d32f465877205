package acme.replicas

import rego.v1

# METADATA
# title: Deployments survive a node
# custom:
#   id: enough-replicas
#   severity: warning
deny contains {"msg": message, "path": ["spec", "replicas"]} if {
	input.kind == "Deployment"
	input.spec.replicas < data.limits.replicas
	message := sprintf("%q runs %d replicas; fewer than %d do not survive a node.", [input.metadata.name, input.spec.replicas, data.limits.replicas])
}
