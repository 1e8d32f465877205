# METADATA
# title: Objects have the labels that are asked for
package kubernetes.required_labels

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Objects have the labels that are asked for
# description: >-
#   Who owns it, what it costs and whom to wake is read from labels. Silent until it is told which; then an error.
# custom:
#   id: required-labels
#   severity: error
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
#   remediation: Add the label.
#   parameters:
#       labels: {type: map, default: {}, description: "Each label with a regular expression that its value has to match; an empty one takes any value."}
#       kinds: {type: list, default: [], description: Kinds of objects that need them; none means workloads.}
deny contains kubernetes.at(["metadata", "labels", name], message) if {
	some name, pattern in parameters.labels
	kubernetes.is_among_kinds(parameters.kinds)
	value := object.get(input, ["metadata", "labels", name], null)
	not kubernetes.is_as_asked(value, pattern)
	message := sprintf("The %s %q has %s.", [input.kind, kubernetes.name, kubernetes.what_is_there("label", name, value, pattern)])
}

parameters := data.fairlead.parameters["required-labels"]
