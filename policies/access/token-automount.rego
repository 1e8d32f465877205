# METADATA
# title: Pods get no API token they do not use
package kubernetes.token_automount

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods get no API token they do not use
# description: >-
#   Every pod gets a token for the Kubernetes API unless told otherwise; whoever breaks in can use it.
# custom:
#   id: token-automount
#   severity: notice
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
#   remediation: Set `automountServiceAccountToken` to false, for the pod or its service account.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["automountServiceAccountToken"]), message) if {
	object.get(kubernetes.pod, "serviceAccountName", "default") == "default"
	object.get(kubernetes.pod, "automountServiceAccountToken", true) != false
	message := "The pod gets the token of the default service account."
}
