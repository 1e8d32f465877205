# METADATA
# title: Services are exposed on purpose
package kubernetes.exposed_service

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Services are exposed on purpose
# description: >-
#   A LoadBalancer or NodePort is open to whatever network the cluster stands in, past every Ingress rule. Load
#   balancers that are internal by their annotation are left alone.
# custom:
#   id: exposed-service
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
#   remediation: Use ClusterIP behind an Ingress or Gateway, or restrict loadBalancerSourceRanges.
deny contains kubernetes.at(["spec", "type"], message) if {
	input.kind == "Service"
	input.apiVersion == "v1"
	input.spec.type in {"LoadBalancer", "NodePort"}
	count(object.get(input, ["spec", "loadBalancerSourceRanges"], [])) == 0
	not is_internal
	message := sprintf("The Service %q is a %s: it is open outside the cluster.", [kubernetes.name, input.spec.type])
}

is_internal if {
	some [name, value] in marks
	input.metadata.annotations[name] == value
}

marks := [
	["service.beta.kubernetes.io/aws-load-balancer-internal", "true"],
	["service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"],
	["service.beta.kubernetes.io/azure-load-balancer-internal", "true"],
	["networking.gke.io/load-balancer-type", "Internal"],
	["cloud.google.com/load-balancer-type", "Internal"],
]
