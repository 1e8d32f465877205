# METADATA
# title: A deleted Namespace is noticed
package fairlead.change.deleted_namespace

import rego.v1

# METADATA
# title: A deleted Namespace is noticed
# description: >-
#   Everything in it goes with it.
# custom:
#   id: deleted-namespace
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
#   remediation: Empty it first, and say in the pull request that it may go.
deny contains sprintf("Namespace %q is deleted: everything in it goes with it.", [input.old.metadata.name]) if {
	input.action in {"delete", "replace"}
	input.old.kind == "Namespace"
}
