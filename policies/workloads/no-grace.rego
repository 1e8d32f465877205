# METADATA
# title: Programs get time to end
package kubernetes.no_grace

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Programs get time to end
# description: >-
#   With no grace period a program is killed at once, whatever it was just writing or answering, whenever its node
#   is drained or it is updated.
# custom:
#   id: no-grace
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#   remediation: Remove `terminationGracePeriodSeconds`, or give the seconds it needs to end.
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["terminationGracePeriodSeconds"]), message) if {
	kubernetes.pod.terminationGracePeriodSeconds == 0
	message := "The pod is killed at once when it is to end: terminationGracePeriodSeconds is 0."
}
