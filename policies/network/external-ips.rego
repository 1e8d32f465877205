# METADATA
# title: Services take no addresses of others
package kubernetes.external_ips

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Services take no addresses of others
# description: >-
#   Whatever the cluster sends to an external IP of a Service goes to that Service, whosever address it is
#   (CVE-2020-8554).
# custom:
#   id: external-ips
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
#   remediation: Use a LoadBalancer or a Gateway, which are given addresses by somebody who owns them.
deny contains kubernetes.at(["spec", "externalIPs"], message) if {
	input.kind == "Service"
	input.apiVersion == "v1"
	count(input.spec.externalIPs) > 0
	message := sprintf("The Service %q takes what is sent to %s.", [kubernetes.name, concat(", ", input.spec.externalIPs)])
}
