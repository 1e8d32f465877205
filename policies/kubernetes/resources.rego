# METADATA
# title: Containers say what they need
package kubernetes.resources

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers say what they need
# description: >-
#   Without requests the scheduler guesses; without a memory limit one container can take its node down. Processor
#   limits are not asked for: they slow programs down while the node idles.
# custom:
#   id: resources
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   remediation: Set `resources.requests.cpu`, `resources.requests.memory` and `resources.limits.memory`.
deny contains kubernetes.at(array.concat(container.path, ["resources"]), message) if {
	some container in kubernetes.main_containers
	missing := [name |
		some [kind, resource] in [["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]]
		object.get(container.spec, ["resources", kind, resource], null) == null
		name := sprintf("%s.%s", [kind, resource])
	]
	count(missing) > 0
	message := sprintf("The %s does not set %s.", [container.label, concat(", ", missing)])
}
