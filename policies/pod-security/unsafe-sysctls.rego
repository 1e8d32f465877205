# METADATA
# title: Pods leave the kernel's settings alone
package kubernetes.unsafe_sysctls

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Pods leave the kernel's settings alone
# description: >-
#   Only some settings of the kernel are a pod's own. The kubelet refuses pods with others, unless its node is set
#   up to allow them for everybody.
# custom:
#   id: unsafe-sysctls
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
#   remediation: Remove the setting, or set it where the node is set up.
#   parameters:
#       allowed: {type: list, default: [], description: Further settings that the nodes allow.}
deny contains kubernetes.at(array.concat(kubernetes.pod_path, ["securityContext", "sysctls", index, "name"]), message) if {
	some index, sysctl in kubernetes.pod.securityContext.sysctls
	not is_safe(sysctl.name)
	not sysctl.name in data.fairlead.parameters["unsafe-sysctls"].allowed
	message := sprintf("The pod sets %s, which is not safe for the other pods of its node.", [sysctl.name])
}

is_safe(name) if kubernetes.at_least(safe_since[name])

# The minor version of Kubernetes since which each counts as safe.
safe_since := {
	"kernel.shm_rmid_forced": 0,
	"net.ipv4.ip_local_port_range": 0,
	"net.ipv4.ip_local_reserved_ports": 27,
	"net.ipv4.ip_unprivileged_port_start": 0,
	"net.ipv4.ping_group_range": 0,
	"net.ipv4.tcp_fin_timeout": 29,
	"net.ipv4.tcp_keepalive_intvl": 29,
	"net.ipv4.tcp_keepalive_probes": 29,
	"net.ipv4.tcp_keepalive_time": 29,
	"net.ipv4.tcp_rmem": 32,
	"net.ipv4.tcp_syncookies": 0,
	"net.ipv4.tcp_wmem": 32,
}
