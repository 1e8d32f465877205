# METADATA
# title: A deleted PersistentVolumeClaim is noticed
package fairlead.change.deleted_claim

import rego.v1

# METADATA
# title: A deleted PersistentVolumeClaim is noticed
# description: >-
#   Depending on its reclaim policy the data goes with it.
# custom:
#   id: deleted-claim
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
#   remediation: Take a backup, or set the reclaim policy of the volume to Retain.
deny contains sprintf("PersistentVolumeClaim %q is deleted: depending on its reclaim policy the data goes with it.", [input.old.metadata.name]) if {
	input.action in {"delete", "replace"}
	input.old.kind == "PersistentVolumeClaim"
}
