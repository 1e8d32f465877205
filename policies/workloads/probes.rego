# METADATA
# title: Servers say when they are ready
package kubernetes.probes

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Servers say when they are ready
# description: >-
#   Without a readiness probe a pod gets requests before it can answer them, and a broken release rolls out to the
#   end.
# custom:
#   id: probes
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
#   remediation: Add a `readinessProbe`; add a `livenessProbe` only where a restart helps.
deny contains kubernetes.at(array.concat(container.path, ["readinessProbe"]), message) if {
	kubernetes.is_server
	some container in kubernetes.main_containers
	count(object.get(container.spec, "ports", [])) > 0
	not container.spec.readinessProbe
	message := sprintf("The %s has ports and no readinessProbe: it gets requests before it can answer.", [kubernetes.label(container)])
}
