# METADATA
# title: Ingresses name their hosts
package kubernetes.wildcard_host

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Ingresses name their hosts
# description: >-
#   Without a host, or with a wildcard, an Ingress answers for names that are others', and takes their requests
#   when theirs is gone.
# custom:
#   id: wildcard-host
#   severity: notice
#   link: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
#   remediation: Name the host.
deny contains kubernetes.at(["spec", "rules", index, "host"], message) if {
	input.kind == "Ingress"
	startswith(input.apiVersion, "networking.k8s.io/")
	some index, rule in input.spec.rules
	host := object.get(rule, "host", "")
	is_wide(host)
	message := sprintf("The Ingress %q answers for %s.", [kubernetes.name, object.get(words, host, host)])
}

words := {"": "every host"}

is_wide(host) if host == ""

is_wide(host) if startswith(host, "*")
