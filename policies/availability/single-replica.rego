# METADATA
# title: Production runs more than one replica
package kubernetes.single_replica

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Production runs more than one replica
# description: >-
#   A single replica is down whenever its node is drained. Production is an environment named prod, production or
#   live, unless it is told which.
# custom:
#   id: single-replica
#   severity: notice
#   link: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
#   remediation: Set `replicas`, or the autoscaler's `minReplicas`, to 2 or more.
#   parameters:
#       atLeast: {type: number, default: 2, description: How many replicas there are to be.}
#       environments: {type: list, default: [], description: "Where it counts, by name; none leaves it to the names that say production."}
deny contains kubernetes.at(["spec", field], message) if {
	field := fields[input.kind]
	replicas := object.get(input, ["spec", field], 1)
	replicas > 0
	replicas < parameters.atLeast
	counts_here
	message := sprintf("The %s %q keeps %d in production, fewer than %d.", [input.kind, kubernetes.name, replicas, parameters.atLeast])
}

fields := {"Deployment": "replicas", "HorizontalPodAutoscaler": "minReplicas"}

parameters := data.fairlead.parameters["single-replica"]

counts_here if data.fairlead.environment in parameters.environments

counts_here if {
	count(parameters.environments) == 0
	kubernetes.is_production(data.fairlead.environment)
}
