# METADATA
# title: Kustomizations use fields that stay
package fairlead.source.kustomization.deprecated_field

import rego.v1

# METADATA
# title: Kustomizations use fields that stay
# description: >-
#   Kustomize has newer fields for these and will leave them out one day.
# custom:
#   id: deprecated-field
#   severity: notice
#   link: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
#   remediation: Run `kustomize edit fix`, and look at what it changes.
deny contains {"path": [field], "msg": message} if {
	some field, _ in input
	instead := newer[field]
	message := sprintf("The field %s is deprecated: use %s.", [field, instead])
}

newer := {
	"bases": "resources",
	"commonLabels": "labels",
	"imageTags": "images",
	"patchesJson6902": "patches",
	"patchesStrategicMerge": "patches",
	"vars": "replacements",
}
