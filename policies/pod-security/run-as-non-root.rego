# METADATA
# title: Pods promise not to run as root
package kubernetes.run_as_non_root

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods promise not to run as root
# description: >-
#   A user above 0 is one thing, the promise that it stays so another; Pod Security asks for the promise,
#   everywhere. What may run as root is told by root-user.
# custom:
#   id: run-as-non-root
#   severity: "off"
#   profile: pod-security-restricted
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Set `runAsNonRoot` to true for the pod, and no `runAsUser` of 0 anywhere.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "runAsNonRoot"]), message) if {
	some container in kubernetes.containers
	kubernetes.security(container, "runAsUser") > 0
	kubernetes.security(container, "runAsNonRoot") != true
	not kubernetes.has_user_namespace
	message := sprintf("The %s does not promise with runAsNonRoot that it never runs as root.", [kubernetes.label(container)])
}

# What a pod says and every container says otherwise.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["securityContext", field]), message) if {
	some [field, value] in [["runAsNonRoot", false], ["runAsUser", 0]]
	kubernetes.pod.securityContext[field] == value
	not kubernetes.has_user_namespace
	every container in kubernetes.containers {
		not object.get(container.spec, ["securityContext", field], value) == value
	}
	message := sprintf("The pod says %s %v, whatever its containers say.", [field, value])
}
