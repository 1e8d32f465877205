# METADATA
# title: Autoscalers have a range
package kubernetes.autoscaler_range

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Autoscalers have a range
# description: >-
#   The API server refuses an autoscaler whose minimum is above its maximum: the sync would fail. Hence an error.
# custom:
#   id: autoscaler-range
#   severity: error
#   link: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
#   remediation: Swap or correct minReplicas and maxReplicas.
deny contains kubernetes.at(["spec", "minReplicas"], message) if {
	input.kind == "HorizontalPodAutoscaler"
	input.spec.minReplicas > input.spec.maxReplicas
	message := sprintf("The autoscaler %q has minReplicas %d above maxReplicas %d.", [input.metadata.name, input.spec.minReplicas, input.spec.maxReplicas])
}
