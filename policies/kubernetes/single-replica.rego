# METADATA
# title: Production runs more than one replica
package kubernetes.single_replica

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Production runs more than one replica
# description: >-
#   A single replica is down whenever its node is drained. Production is an environment named prod, production or live.
# custom:
#   id: single-replica
#   severity: notice
#   link: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
#   remediation: Set `replicas` to 2 or more.
deny contains kubernetes.at(["spec", "replicas"], message) if {
	input.kind == "Deployment"
	object.get(input, ["spec", "replicas"], 1) == 1
	kubernetes.is_production(data.fairlead.environment)
	message := sprintf("The Deployment %q runs a single replica in production.", [input.metadata.name])
}
