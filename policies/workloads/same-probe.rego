# METADATA
# title: A pod that is not ready is not restarted for it
package kubernetes.same_probe

import rego.v1

import data.lib.kubernetes

# METADATA
# title: A pod that is not ready is not restarted for it
# description: >-
#   When both probes ask the same and give up at the same time, a dependency that is slow restarts every pod
#   instead of only taking them out of the Service. Off until it is set to a level, because many programs have one
#   question to answer.
# custom:
#   id: same-probe
#   severity: "off"
#   link: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
#   remediation: >-
#     Ask the `livenessProbe` something that depends on the program alone, or give it a higher
#     `failureThreshold`.
deny contains kubernetes.at(array.concat(container.path, ["livenessProbe"]), message) if {
	some container in kubernetes.main_containers
	liveness := container.spec.livenessProbe
	readiness := container.spec.readinessProbe
	some kind in ["httpGet", "tcpSocket", "exec", "grpc"]
	liveness[kind] == readiness[kind]
	patience(liveness) <= patience(readiness)
	message := sprintf("The %s is restarted as soon as it is not ready: both probes ask the same.", [kubernetes.label(container)])
}

# Seconds until a probe has failed for good.
patience(probe) := object.get(probe, "failureThreshold", 3) * object.get(probe, "periodSeconds", 10)
