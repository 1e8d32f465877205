# METADATA
# title: Strangers get no permissions
package kubernetes.anonymous_access

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Strangers get no permissions
# description: >-
#   These groups hold everybody who can reach the API server, with or without credentials. An error, because
#   nobody means it.
# custom:
#   id: anonymous-access
#   severity: error
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Bind a group or service account of your own.
deny contains kubernetes.at(place.path, message) if {
	some place in kubernetes.subjects
	place.subject.name in {"system:anonymous", "system:unauthenticated", "system:authenticated"}
	not input.roleRef.name in public
	message := sprintf("The %s %q grants %q to %s: everybody who reaches the API server.", [input.kind, kubernetes.name, input.roleRef.name, place.subject.name])
}

# What Kubernetes itself grants them.
public := {"system:public-info-viewer", "system:discovery", "system:basic-user"}
