# METADATA
# title: Pods stay out of the node's namespaces
package kubernetes.host_namespaces

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods stay out of the node's namespaces
# description: >-
#   With the network, the processes or the memory of its node a pod can see and reach what other pods keep to
#   themselves. Node agents need it; applications do not.
# custom:
#   id: host-namespaces
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove hostNetwork, hostPID and hostIPC; expose ports with a Service.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, [field]), message) if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	kubernetes.pod[field] == true
	message := sprintf("The pod uses %s of its node.", [words[field]])
}

words := {"hostNetwork": "the network (hostNetwork)", "hostPID": "the processes (hostPID)", "hostIPC": "the shared memory (hostIPC)"}
