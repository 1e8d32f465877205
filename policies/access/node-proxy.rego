# METADATA
# title: Roles do not speak to the kubelet
package kubernetes.node_proxy

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not speak to the kubelet
# description: >-
#   Who may reach a kubelet through nodes/proxy can run programs in every pod of the node, and no audit log and no
#   admission rule sees it.
# custom:
#   id: node-proxy
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
#   remediation: Ask for `nodes/metrics` or `nodes/stats` instead.
deny contains kubernetes.at(array.concat(place.path, ["resources", index]), message) if {
	some place in kubernetes.role_rules
	some index, resource in place.rule.resources
	resource == "nodes/proxy"
	message := sprintf("The %s %q reaches everything that kubelets do (nodes/proxy).", [input.kind, kubernetes.name])
}
