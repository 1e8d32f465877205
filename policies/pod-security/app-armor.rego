# METADATA
# title: AppArmor stays switched on
package kubernetes.app_armor

import rego.v1

import data.lib.kubernetes

# METADATA
# title: AppArmor stays switched on
# description: >-
#   Where the node has AppArmor, its profile keeps a container from what it never needs. Unconfined switches that
#   off.
# custom:
#   id: app-armor
#   severity: warning
#   profile: pod-security-baseline
#   link: https://kubernetes.io/docs/tutorials/security/apparmor/
#   remediation: Use the profile RuntimeDefault, or one of your own as Localhost.
deny contains kubernetes.at(array.concat(place.path, ["appArmorProfile", "type"]), message) if {
	some place in kubernetes.security_contexts
	type := place.context.appArmorProfile.type
	not type in {"RuntimeDefault", "Localhost"}
	message := sprintf("%s runs with the AppArmor profile %s.", [kubernetes.who(place), type])
}

deny contains kubernetes.at(array.concat(kubernetes.pod_metadata_path, ["annotations", name]), message) if {
	some name, profile in object.get(input, array.concat(kubernetes.pod_metadata_path, ["annotations"]), {})
	startswith(name, "container.apparmor.security.beta.kubernetes.io/")
	not is_kept(profile)
	message := sprintf("The annotation %s runs a container with the AppArmor profile %s.", [name, profile])
}

is_kept(profile) if profile in {"", "runtime/default"}

is_kept(profile) if startswith(profile, "localhost/")
