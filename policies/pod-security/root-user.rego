# METADATA
# title: Containers do not run as root
package kubernetes.root_user

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers do not run as root
# description: >-
#   Root in a container is root on the node for every hole in the wall between them.
# custom:
#   id: root-user
#   severity: notice
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Set `runAsNonRoot` to true, for the pod or the container.
deny contains kubernetes.at(array.concat(container.path, ["securityContext"]), message) if {
	some container in kubernetes.containers
	not runs_as_somebody(container)
	not kubernetes.has_user_namespace
	message := sprintf("The %s may run as root.", [kubernetes.label(container)])
}

runs_as_somebody(container) if kubernetes.security(container, "runAsNonRoot") == true

runs_as_somebody(container) if kubernetes.security(container, "runAsUser") > 0
