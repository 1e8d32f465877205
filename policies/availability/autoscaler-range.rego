# METADATA
# title: Autoscalers have a range
package kubernetes.autoscaler_range

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Autoscalers have a range
# description: >-
#   An autoscaler whose minimum is its maximum does nothing but set the number of replicas. A minimum above the
#   maximum is told by the schema check.
# custom:
#   id: autoscaler-range
#   severity: notice
#   link: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
#   remediation: Raise maxReplicas, or write `replicas` and remove the autoscaler.
deny contains kubernetes.at(["spec", "maxReplicas"], message) if {
	input.kind == "HorizontalPodAutoscaler"
	object.get(input, ["spec", "minReplicas"], 1) == input.spec.maxReplicas
	message := sprintf("The autoscaler %q has nothing to scale: it keeps %d replicas.", [kubernetes.name, input.spec.maxReplicas])
}
