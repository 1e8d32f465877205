# METADATA
# title: The default service account has no permissions
package kubernetes.default_account

import rego.v1

import data.lib.kubernetes

# METADATA
# title: The default service account has no permissions
# description: >-
#   Every pod that names no account runs as default: whatever it is granted, all of them have.
# custom:
#   id: default-account
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Create a service account for the pods that need it, and bind that.
deny contains kubernetes.at(array.concat(place.path, ["name"]), message) if {
	some place in kubernetes.subjects
	place.subject.kind == "ServiceAccount"
	place.subject.name == "default"
	message := sprintf("The %s %q grants %q to every pod without a service account of its own.", [input.kind, kubernetes.name, input.roleRef.name])
}
