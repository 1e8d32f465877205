# METADATA
# title: Containers that may not be root do not ask to be
package kubernetes.refused_root

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers that may not be root do not ask to be
# description: >-
#   With runAsNonRoot and the user 0 at once the kubelet never starts the container. An error, because the pod
#   hangs for ever.
# custom:
#   id: refused-root
#   severity: error
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Set `runAsUser` to another user, or take `runAsNonRoot` away.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "runAsUser"]), message) if {
	some container in kubernetes.containers
	kubernetes.security(container, "runAsUser") == 0
	kubernetes.security(container, "runAsNonRoot") == true
	message := sprintf("The %s is never started: it is to run as user 0 and not as root.", [kubernetes.label(container)])
}
