# METADATA
# title: Roles do not read the secrets of every namespace
package kubernetes.cluster_secrets

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not read the secrets of every namespace
# description: >-
#   A ClusterRole that reads secrets reads the credentials of every application and of the cluster itself, once
#   bound.
# custom:
#   id: cluster-secrets
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Use a Role in the namespace, or name the secrets with resourceNames.
deny contains kubernetes.at(array.concat(place.path, ["resources"]), message) if {
	input.kind == "ClusterRole"
	some place in kubernetes.role_rules
	kubernetes.grants(place.rule, "", "secrets", {"get", "list", "watch", "*"})
	message := sprintf("The ClusterRole %q reads the secrets of every namespace it is bound for.", [kubernetes.name])
}
