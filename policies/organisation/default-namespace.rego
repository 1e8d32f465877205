# METADATA
# title: Workloads have a namespace of their own
package kubernetes.default_namespace

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Workloads have a namespace of their own
# description: >-
#   In the namespace default nothing separates one team from another, neither quota nor network policy nor
#   permissions.
# custom:
#   id: default-namespace
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#   remediation: Create a namespace for the application and name it.
deny contains kubernetes.at(["metadata", "namespace"], message) if {
	kubernetes.is_workload
	input.metadata.namespace == "default"
	message := sprintf("The %s goes to the namespace default.", [input.kind])
}
