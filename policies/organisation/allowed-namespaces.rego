# METADATA
# title: Objects go to namespaces that are allowed
package kubernetes.allowed_namespaces

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Objects go to namespaces that are allowed
# description: >-
#   What a repository deploys stays where it belongs. Silent until it is told which namespaces those are; then an
#   error.
# custom:
#   id: allowed-namespaces
#   severity: error
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#   remediation: Use a namespace that is allowed.
#   parameters:
#       allowed: {type: list, default: [], description: "Names of namespaces; * stands for any part of one. None allows all."}
deny contains kubernetes.at(["metadata", "namespace"], message) if {
	allowed := data.fairlead.parameters["allowed-namespaces"].allowed
	count(allowed) > 0
	namespace := input.metadata.namespace
	not is_among(namespace, allowed)
	message := sprintf("The %s %q goes to the namespace %s; allowed are %s.", [input.kind, kubernetes.name, namespace, concat(", ", allowed)])
}

is_among(namespace, allowed) if {
	some pattern in allowed
	glob.match(pattern, [], namespace)
}
