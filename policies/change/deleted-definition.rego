# METADATA
# title: A deleted CustomResourceDefinition is noticed
package fairlead.change.deleted_definition

import rego.v1

# METADATA
# title: A deleted CustomResourceDefinition is noticed
# description: >-
#   Every resource of its kind in the cluster goes with it.
# custom:
#   id: deleted-definition
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
#   remediation: Remove the resources first, and check that nobody else uses the kind.
deny contains sprintf("CustomResourceDefinition %q is deleted: every resource of its kind in the cluster goes with it.", [input.old.metadata.name]) if {
	input.action in {"delete", "replace"}
	input.old.kind == "CustomResourceDefinition"
}
