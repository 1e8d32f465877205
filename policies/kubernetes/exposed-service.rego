# METADATA
# title: Services are exposed on purpose
package kubernetes.exposed_service

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Services are exposed on purpose
# description: >-
#   A LoadBalancer or NodePort is open to whatever network the cluster stands in, past every Ingress rule.
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
	message := sprintf("The Service %q is a %s: it is open outside the cluster.", [input.metadata.name, input.spec.type])
}
