# METADATA
# title: Disruption budgets leave room to drain a node
package kubernetes.blocked_evictions

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Disruption budgets leave room to drain a node
# description: >-
#   A budget that allows no disruption at all stops every node upgrade, and the upgrade will be forced some day.
# custom:
#   id: blocked-evictions
#   severity: warning
#   link: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#   remediation: Allow one pod to be unavailable, and run two.
deny contains kubernetes.at(["spec", field], message) if {
	input.kind == "PodDisruptionBudget"
	some [field, value] in [["maxUnavailable", 0], ["maxUnavailable", "0"], ["maxUnavailable", "0%"], ["minAvailable", "100%"]]
	input.spec[field] == value
	message := sprintf("The PodDisruptionBudget %q allows no eviction: %s is %v.", [kubernetes.name, field, value])
}
