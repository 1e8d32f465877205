# METADATA
# title: Roles do not set up admission webhooks
package kubernetes.webhook_access

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not set up admission webhooks
# description: >-
#   A webhook sees every object that is written, Secrets included, and may change it. A notice, because operators
#   that bring webhooks need it.
# custom:
#   id: webhook-access
#   severity: notice
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Restrict it with resourceNames to the webhook that is the operator's own.
deny contains kubernetes.at(array.concat(place.path, ["resources", index]), message) if {
	some place in kubernetes.role_rules
	some index, resource in place.rule.resources
	resource in {"mutatingwebhookconfigurations", "validatingwebhookconfigurations"}
	kubernetes.grants(place.rule, "admissionregistration.k8s.io", resource, {"create", "update", "patch", "*"})
	message := sprintf("The %s %q may have every object sent to a program of its choice (%s).", [input.kind, kubernetes.name, resource])
}
