# METADATA
# title: Containers are not privileged
package kubernetes.privileged

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers are not privileged
# description: >-
#   A privileged container owns its node: every other pod on it, and its credentials. An error, because one such
#   container undoes every other limit.
# custom:
#   id: privileged-container
#   severity: error
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `privileged`, and add the single capability that is needed.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "privileged"]), message) if {
	some container in kubernetes.containers
	kubernetes.is_privileged(container)
	message := sprintf("The %s is privileged: it has full access to its node.", [kubernetes.label(container)])
}
