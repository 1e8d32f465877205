# METADATA
# title: Servers are restarted when they hang
package kubernetes.liveness_probe

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Servers are restarted when they hang
# description: >-
#   A program that hangs and does not end runs on for ever, unless a liveness probe has it restarted. Off until it
#   is set to a level, because a probe that is wrong does more harm than none.
# custom:
#   id: liveness-probe
#   severity: "off"
#   link: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
#   remediation: Add a `livenessProbe` that fails only where a restart helps.
deny contains kubernetes.at(array.concat(container.path, ["livenessProbe"]), message) if {
	kubernetes.is_server
	some container in kubernetes.main_containers
	count(object.get(container.spec, "ports", [])) > 0
	not container.spec.livenessProbe
	message := sprintf("The %s has ports and no livenessProbe.", [kubernetes.label(container)])
}
