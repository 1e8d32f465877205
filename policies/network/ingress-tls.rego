# METADATA
# title: Ingresses use TLS
package kubernetes.ingress_tls

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Ingresses use TLS
# description: >-
#   Without TLS passwords and cookies travel readable. A warning, because a load balancer in front may add it;
#   annotations that give one its certificate count.
# custom:
#   id: ingress-tls
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#   remediation: Add `spec.tls` with the hosts and the secret of the certificate.
deny contains kubernetes.at(["spec", "tls"], message) if {
	input.kind == "Ingress"
	startswith(input.apiVersion, "networking.k8s.io/")
	count(object.get(input, ["spec", "tls"], [])) == 0
	not has_certificate
	message := sprintf("The Ingress %q has no TLS.", [kubernetes.name])
}

has_certificate if {
	some name in [
		"alb.ingress.kubernetes.io/certificate-arn",
		"ingress.gcp.kubernetes.io/pre-shared-cert",
		"networking.gke.io/managed-certificates",
		"traefik.ingress.kubernetes.io/router.tls",
	]
	input.metadata.annotations[name]
}
