# METADATA
# title: Probes and hooks ask the pod itself
package kubernetes.host_probes

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Probes and hooks ask the pod itself
# description: >-
#   The kubelet sends a probe or hook to any host that it names, from the node and past every network policy.
#   Counts for clusters of Kubernetes 1.34 and newer.
# custom:
#   id: host-probes
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `host`; a virtual host belongs into `httpHeaders` as Host.
deny contains kubernetes.at(array.concat(container.path, array.concat(place, ["host"])), message) if {
	kubernetes.at_least(34)
	some container in kubernetes.containers
	some [place, handler] in handlers(container.spec)
	handler.host != ""
	message := sprintf("The %s has %s ask the host %s instead of the pod.", [kubernetes.label(container), place[0], handler.host])
}

handlers(spec) := array.concat(
	[[[probe, kind], handler] |
		some probe in ["livenessProbe", "readinessProbe", "startupProbe"]
		some kind, handler in spec[probe]
		is_object(handler)
	],
	[[["lifecycle", hook, kind], handler] |
		some hook, kinds in spec.lifecycle
		some kind, handler in kinds
		is_object(handler)
	],
)
