# METADATA
# title: Ingresses bring no configuration of their own
package kubernetes.ingress_snippet

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Ingresses bring no configuration of their own
# description: >-
#   A snippet is pasted into the configuration of the controller, which holds the certificates and secrets of
#   every namespace (CVE-2021-25742).
# custom:
#   id: ingress-snippet
#   severity: warning
#   link: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
#   remediation: Use the annotation that is made for it, or set it up at the controller.
deny contains kubernetes.at(["metadata", "annotations", name], message) if {
	input.kind == "Ingress"
	some name, _ in input.metadata.annotations
	endswith(name, "-snippet")
	message := sprintf("The Ingress %q writes into its controller's configuration (%s).", [kubernetes.name, name])
}
