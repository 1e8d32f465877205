# METADATA
# title: Ingresses use TLS
package kubernetes.ingress_tls

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Ingresses use TLS
# description: >-
#   Without TLS passwords and cookies travel readable. A warning, because a load balancer in front may add it.
# custom:
#   id: ingress-tls
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#   remediation: Add `spec.tls` with the hosts and the secret of the certificate.
deny contains kubernetes.at(["spec"], message) if {
	input.kind == "Ingress"
	startswith(input.apiVersion, "networking.k8s.io/")
	count(object.get(input, ["spec", "tls"], [])) == 0
	message := sprintf("The Ingress %q has no TLS.", [input.metadata.name])
}
