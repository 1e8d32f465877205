# METADATA
# title: Roles do not run programs in pods
package kubernetes.pod_exec

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not run programs in pods
# description: >-
#   Who may run a program in a pod has its credentials and everything that it can reach, past every review.
# custom:
#   id: pod-exec
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Remove the resource, or keep it to a role that people take on for an hour.
deny contains kubernetes.at(array.concat(place.path, ["resources", index]), message) if {
	some place in kubernetes.role_rules
	some index, resource in place.rule.resources
	resource in {"pods/exec", "pods/attach", "pods/ephemeralcontainers"}
	kubernetes.grants(place.rule, "", resource, {"create", "get", "update", "patch", "*"})
	message := sprintf("The %s %q runs programs in whichever pod it likes (%s).", [input.kind, kubernetes.name, resource])
}
