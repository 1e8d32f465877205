# METADATA
# title: SELinux keeps containers apart
package kubernetes.selinux

import rego.v1

import data.lib.kubernetes

# METADATA
# title: SELinux keeps containers apart
# description: >-
#   Another type than those for containers, or a user or role of one's own, lets a container past the rules that
#   keep it from its node.
# custom:
#   id: selinux
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   remediation: Remove `user` and `role`, and use a type for containers, such as container_t.
deny contains kubernetes.at(array.concat(place.path, ["seLinuxOptions", "type"]), message) if {
	some place in kubernetes.security_contexts
	type := place.context.seLinuxOptions.type
	not is_for_containers(type)
	message := sprintf("%s runs with the SELinux type %s, which is not one for containers.", [kubernetes.who(place), type])
}

deny contains kubernetes.at(array.concat(place.path, ["seLinuxOptions", field]), message) if {
	some place in kubernetes.security_contexts
	some field in ["user", "role"]
	place.context.seLinuxOptions[field] != ""
	message := sprintf("%s chooses its SELinux %s.", [kubernetes.who(place), field])
}

is_for_containers(type) if type in {"", "container_t", "container_init_t", "container_kvm_t"}

is_for_containers("container_engine_t") if kubernetes.at_least(31)
