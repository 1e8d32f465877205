package acme.owner

import rego.v1

# METADATA
# title: Workloads name their owner
# description: Whoever is woken at night has to know whom to ask.
# custom:
#   id: owner
#   severity: error
#   remediation: Add the label example.com/owner with the name of a team.
deny contains {"msg": message, "path": ["metadata", "labels"]} if {
	input.kind in {"Deployment", "StatefulSet", "DaemonSet"}
	not input.metadata.labels["example.com/owner"]
	message := sprintf("%s %q has no label example.com/owner.", [input.kind, input.metadata.name])
}
