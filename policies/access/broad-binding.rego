# METADATA
# title: Permissions go to one service account
package kubernetes.broad_binding

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Permissions go to one service account
# description: >-
#   These groups hold every pod of a namespace or of the cluster, also those that come tomorrow; system:masters
#   cannot be taken away from anybody who has it.
# custom:
#   id: broad-binding
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Bind the service account that needs it.
deny contains kubernetes.at(array.concat(place.path, ["name"]), message) if {
	some place in kubernetes.subjects
	place.subject.kind == "Group"
	is_broad(place.subject.name)
	message := sprintf("The %s %q grants %q to the whole group %s.", [input.kind, kubernetes.name, input.roleRef.name, place.subject.name])
}

is_broad(name) if name in {"system:serviceaccounts", "system:masters"}

is_broad(name) if startswith(name, "system:serviceaccounts:")
