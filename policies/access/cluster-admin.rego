# METADATA
# title: Nobody is bound to cluster-admin
package kubernetes.cluster_admin

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Nobody is bound to cluster-admin
# description: >-
#   cluster-admin can do everything, to every namespace, for ever. A warning, because installers of operators ask
#   for it.
# custom:
#   id: cluster-admin
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: Bind a role that lists what is needed.
deny contains kubernetes.at(["roleRef"], message) if {
	input.kind in {"ClusterRoleBinding", "RoleBinding"}
	input.roleRef.name == "cluster-admin"
	message := sprintf("The %s %q grants cluster-admin.", [input.kind, kubernetes.name])
}
