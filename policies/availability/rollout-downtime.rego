# METADATA
# title: A release leaves something running
package kubernetes.rollout_downtime

import rego.v1

import data.lib.kubernetes

# METADATA
# title: A release leaves something running
# description: >-
#   When all pods go before new ones come, every release is an outage, however many replicas there are.
# custom:
#   id: rollout-downtime
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
#   remediation: >-
#     Use RollingUpdate with a `maxUnavailable` below all of them; keep Recreate for what cannot run twice, with
#     one replica.
deny contains kubernetes.at(["spec", "strategy", "type"], message) if {
	input.kind == "Deployment"
	input.spec.strategy.type == "Recreate"
	input.spec.replicas > 1
	message := sprintf("The Deployment %q stops all %d replicas for every release (Recreate).", [kubernetes.name, input.spec.replicas])
}

deny contains kubernetes.at(["spec", field, "rollingUpdate", "maxUnavailable"], message) if {
	field := fields[input.kind]
	input.spec[field].rollingUpdate.maxUnavailable == "100%"
	message := sprintf("The %s %q stops all pods at once for a release (maxUnavailable 100%%).", [input.kind, kubernetes.name])
}

fields := {"Deployment": "strategy", "DaemonSet": "updateStrategy"}
