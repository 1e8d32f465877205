# METADATA
# title: Objects are of kinds that are allowed
package kubernetes.forbidden_kinds

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Objects are of kinds that are allowed
# description: >-
#   What only administrators should create is kept out of a repository of applications. Silent until it is told
#   which kinds those are; then an error.
# custom:
#   id: forbidden-kinds
#   severity: error
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/
#   remediation: Leave it to whoever looks after the cluster.
#   parameters:
#       kinds: {type: list, default: [], description: "Kinds, such as ClusterRole, or ClusterRole.rbac.authorization.k8s.io where a group has to be named."}
deny contains kubernetes.at(["kind"], message) if {
	some kind in data.fairlead.parameters["forbidden-kinds"].kinds
	kind in {input.kind, sprintf("%s.%s", [input.kind, split(input.apiVersion, "/")[0]])}
	message := sprintf("The kind %s is not for this repository.", [kind])
}
