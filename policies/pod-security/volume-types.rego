# METADATA
# title: Pods mount only what Kubernetes manages
package kubernetes.volume_types

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods mount only what Kubernetes manages
# description: >-
#   Volumes of other types reach past the storage that the cluster hands out, such as an NFS server by its
#   address.
# custom:
#   id: volume-types
#   severity: "off"
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Mount it through a PersistentVolumeClaim.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["volumes", index]), message) if {
	# A hostPath is told by host-path or runtime-socket. A volume that says nothing is an emptyDir.
	some index, volume in kubernetes.pod.volumes
	some type, _ in volume
	not type in allowed
	message := sprintf("The volume %q is of the type %s.", [kubernetes.name_of(volume), type])
}

allowed := {
	"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "hostPath", "image", "name", "persistentVolumeClaim",
	"projected", "secret",
}
