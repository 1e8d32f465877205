# METADATA
# title: Roles do not hand out certificates
package kubernetes.certificate_approval

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Roles do not hand out certificates
# description: >-
#   Who may approve certificate requests can become whoever a certificate names, also an administrator.
# custom:
#   id: certificate-approval
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   remediation: >-
#     Leave it to the controller that is made for it, or restrict it with resourceNames to one signer.
deny contains kubernetes.at(array.concat(place.path, ["resources", index]), message) if {
	some place in kubernetes.role_rules
	some index, resource in place.rule.resources
	some [name, verbs] in [["certificatesigningrequests/approval", {"update", "patch", "*"}], ["signers", {"approve", "sign", "*"}]]
	resource == name
	kubernetes.grants(place.rule, "certificates.k8s.io", name, verbs)
	message := sprintf("The %s %q hands out certificates for any name (%s).", [input.kind, kubernetes.name, name])
}
