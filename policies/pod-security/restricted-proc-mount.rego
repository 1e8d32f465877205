# METADATA
# title: Also in a user namespace /proc is masked
package kubernetes.restricted_proc_mount

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Also in a user namespace /proc is masked
# description: >-
#   Pod Security's profile restricted asks for the mask whatever users the pod has. Outside of a user namespace it
#   is told by proc-mount.
# custom:
#   id: restricted-proc-mount
#   severity: "off"
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `procMount`.
deny contains kubernetes.at(array.concat(place.path, ["procMount"]), message) if {
	some place in kubernetes.container_contexts
	place.context.procMount != "Default"
	kubernetes.has_user_namespace
	message := sprintf("%s sees an unmasked /proc.", [kubernetes.who(place)])
}
