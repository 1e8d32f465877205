# METADATA
# title: Pods keep their files off the node
package kubernetes.host_path

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods keep their files off the node
# description: >-
#   A hostPath ties the pod to one node, escapes every quota and outlives the pod.
# custom:
#   id: host-path
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   remediation: Use a PersistentVolumeClaim, an emptyDir or a projected volume.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["volumes", index, "hostPath"]), message) if {
	some index, volume in kubernetes.pod.volumes
	volume.hostPath
	message := sprintf("The volume %q is the directory %s of whichever node the pod runs on.", [volume.name, object.get(volume, ["hostPath", "path"], "?")])
}
