# METADATA
# title: Tokens end
package kubernetes.token_secret

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Tokens end
# description: >-
#   A Secret of this type holds a token that never ends and that everybody has who reads the Secret once.
# custom:
#   id: token-secret
#   severity: warning
#   link: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
#   remediation: Mount a projected token, or ask for one that ends with `kubectl create token`.
deny contains kubernetes.at(["type"], message) if {
	input.kind == "Secret"
	input.type == "kubernetes.io/service-account-token"
	message := sprintf("The Secret %q has a token made that never ends.", [kubernetes.name])
}
