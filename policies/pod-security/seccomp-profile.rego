# METADATA
# title: Containers say which calls into the kernel are filtered
package kubernetes.seccomp_profile

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers say which calls into the kernel are filtered
# description: >-
#   Without a profile most clusters filter nothing. One that is Unconfined is told by seccomp-unconfined.
# custom:
#   id: seccomp-profile
#   severity: "off"
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/tutorials/security/seccomp/
#   remediation: Set `seccompProfile.type` to RuntimeDefault for the pod.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "seccompProfile"]), message) if {
	some container in kubernetes.containers
	kubernetes.security(container, "seccompProfile") == null
	not kubernetes.is_windows
	message := sprintf("The %s has no seccompProfile.", [kubernetes.label(container)])
}
