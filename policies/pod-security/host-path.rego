# METADATA
# title: Pods keep their files off the node
package kubernetes.host_path

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods keep their files off the node
# description: >-
#   A hostPath ties the pod to one node, escapes every quota and outlives the pod. Paths that give the whole node
#   away are runtime-socket's.
# custom:
#   id: host-path
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   remediation: Use a PersistentVolumeClaim, an emptyDir or a projected volume.
#   parameters:
#       allowed: {type: list, default: [], description: "Directories that may be mounted, with everything below them."}
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["volumes", index, "hostPath"]), message) if {
	some index, volume in kubernetes.pod.volumes
	is_object(volume.hostPath)
	path := object.get(volume, ["hostPath", "path"], "?")
	not kubernetes.gives_the_node_away(path)
	not is_allowed(path)
	message := sprintf("The volume %q is %s of whichever node the pod runs on.", [kubernetes.name_of(volume), path])
}

is_allowed(path) if {
	some directory in data.fairlead.parameters["host-path"].allowed
	startswith(sprintf("%s/", [path]), sprintf("%s/", [trim_right(directory, "/")]))
}
