# METADATA
# title: Calls into the kernel stay filtered
package kubernetes.seccomp_unconfined

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Calls into the kernel stay filtered
# description: >-
#   Unconfined lets a container make every call into the kernel, also those through which others have broken out.
# custom:
#   id: seccomp-unconfined
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/tutorials/security/seccomp/
#   remediation: Set `seccompProfile.type` to RuntimeDefault, or to Localhost with a profile of your own.
deny contains kubernetes.at(array.concat(place.path, ["seccompProfile", "type"]), message) if {
	some place in kubernetes.security_contexts
	type := place.context.seccompProfile.type
	not type in {"RuntimeDefault", "Localhost"}
	message := sprintf("%s may make every call into the kernel (seccompProfile %s).", [kubernetes.who(place), type])
}
