# METADATA
# title: Containers see a masked /proc
package kubernetes.proc_mount

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers see a masked /proc
# description: >-
#   An unmasked /proc shows and changes settings of the kernel that all containers share. An error, because
#   outside of a user namespace the API server refuses it.
# custom:
#   id: proc-mount
#   severity: error
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `procMount`, or set `hostUsers` to false for the pod.
deny contains kubernetes.at(array.concat(place.path, ["procMount"]), message) if {
	some place in kubernetes.container_contexts
	place.context.procMount != "Default"
	not kubernetes.has_user_namespace
	message := sprintf("%s sees /proc of its node (procMount %s).", [kubernetes.who(place), place.context.procMount])
}
