# METADATA
# title: Network policies keep something out
package kubernetes.open_network_policy

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Network policies keep something out
# description: >-
#   A policy for every pod of a namespace that lets everybody in takes all others' effect away: what one policy
#   allows, no other forbids.
# custom:
#   id: open-network-policy
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   remediation: Name the pods that may be reached, or those that may reach them.
deny contains kubernetes.at(["spec", "ingress", index], message) if {
	input.kind == "NetworkPolicy"
	startswith(input.apiVersion, "networking.k8s.io/")
	selects_all
	some index, rule in input.spec.ingress
	count(object.get(rule, "from", [])) == 0
	count(object.get(rule, "ports", [])) == 0
	message := sprintf("The NetworkPolicy %q lets everybody reach every pod of its namespace.", [kubernetes.name])
}

selects_all if {
	selector := object.get(input, ["spec", "podSelector"], {})
	count(object.get(selector, "matchLabels", {})) == 0
	count(object.get(selector, "matchExpressions", [])) == 0
}
