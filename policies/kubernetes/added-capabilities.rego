# METADATA
# title: Containers add no dangerous capability
package kubernetes.added_capabilities

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers add no dangerous capability
# description: >-
#   Each of these capabilities lets a container reach beyond itself: into the kernel, the network or other processes.
# custom:
#   id: added-capabilities
#   severity: warning
#   link: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   remediation: Remove the capability, or narrow it down to NET_BIND_SERVICE.
deny contains kubernetes.at(array.concat(container.path, ["securityContext", "capabilities", "add", index]), message) if {
	some container in kubernetes.containers
	some index, capability in container.spec.securityContext.capabilities.add
	trim_prefix(upper(capability), "CAP_") in dangerous
	message := sprintf("The %s adds the capability %s, which reaches beyond the container.", [container.label, capability])
}

dangerous := {
	"ALL", "BPF", "DAC_READ_SEARCH", "LINUX_IMMUTABLE", "NET_ADMIN", "NET_RAW", "PERFMON", "SYS_ADMIN", "SYS_BOOT",
	"SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_TIME", "SYSLOG",
}
