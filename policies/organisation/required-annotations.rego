# METADATA
# title: Objects have the annotations that are asked for
package kubernetes.required_annotations

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Objects have the annotations that are asked for
# description: >-
#   What is too long for a label, such as a link to the runbook, is read from annotations. Silent until it is told
#   which; then an error.
# custom:
#   id: required-annotations
#   severity: error
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
#   remediation: Add the annotation.
#   parameters:
#       annotations: {type: map, default: {}, description: "Each annotation with a regular expression that its value has to match; an empty one takes any value."}
#       kinds: {type: list, default: [], description: Kinds of objects that need them; none means workloads.}
deny contains kubernetes.at(["metadata", "annotations", name], message) if {
	some name, pattern in parameters.annotations
	kubernetes.is_among_kinds(parameters.kinds)
	value := object.get(input, ["metadata", "annotations", name], null)
	not kubernetes.is_as_asked(value, pattern)
	message := sprintf("The %s %q has %s.", [input.kind, kubernetes.name, kubernetes.what_is_there("annotation", name, value, pattern)])
}

parameters := data.fairlead.parameters["required-annotations"]
