# METADATA
# title: A deleted StatefulSet is noticed
package fairlead.change.deleted_stateful_set

import rego.v1

# METADATA
# title: A deleted StatefulSet is noticed
# description: >-
#   What it stores is no longer served.
# custom:
#   id: deleted-stateful-set
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
#   remediation: Say in the pull request where its data goes.
deny contains sprintf("StatefulSet %q is deleted: what it stores is no longer served.", [input.old.metadata.name]) if {
	input.action in {"delete", "replace"}
	input.old.kind == "StatefulSet"
}
