# METADATA
# title: Windows pods are contained
package kubernetes.host_process

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Windows pods are contained
# description: >-
#   A HostProcess container is a process of its Windows node, with everything that the node may do. An error,
#   because it undoes every other limit.
# custom:
#   id: host-process
#   severity: error
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
#   remediation: Remove `hostProcess`.
deny contains kubernetes.at(array.concat(place.path, ["windowsOptions", "hostProcess"]), message) if {
	some place in kubernetes.security_contexts
	place.context.windowsOptions.hostProcess == true
	message := sprintf("%s runs as a process of its Windows node (hostProcess): nothing contains it.", [kubernetes.who(place)])
}
