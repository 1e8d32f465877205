# METADATA
# title: Pods do not mount the container runtime or the whole node
package kubernetes.runtime_socket

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods do not mount the container runtime or the whole node
# description: >-
#   Who can speak to the container runtime, or write anywhere on the node, is administrator of the node. An error,
#   because it is as good as privileged and looks harmless.
# custom:
#   id: runtime-socket
#   severity: error
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   remediation: Use the Kubernetes API instead of the runtime; mount the one directory that is needed.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["volumes", index, "hostPath", "path"]), message) if {
	some index, volume in kubernetes.pod.volumes
	path := volume.hostPath.path
	kubernetes.gives_the_node_away(path)
	message := sprintf("The volume %q mounts %s of the node: that is as good as administrator of the node.", [kubernetes.name_of(volume), path])
}
