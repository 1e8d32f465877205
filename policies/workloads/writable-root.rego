# METADATA
# title: Containers cannot write to their own image
package kubernetes.writable_root

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers cannot write to their own image
# description: >-
#   With a read-only root file system an intruder has nowhere to put a program.
# custom:
#   id: writable-root
#   severity: notice
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Set `readOnlyRootFilesystem` to true and mount an emptyDir where the program writes.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "readOnlyRootFilesystem"]), message) if {
	some container in kubernetes.containers
	object.get(container.spec, ["securityContext", "readOnlyRootFilesystem"], false) != true
	not kubernetes.is_windows
	message := sprintf("The %s can write to its root file system.", [kubernetes.label(container)])
}
