# METADATA
# title: Containers say what they need
package kubernetes.resources

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Containers say what they need
# description: >-
#   Without requests the scheduler guesses; without a memory limit one container can take its node down. Processor
#   limits are not asked for, because they slow programs down while the node idles.
# custom:
#   id: resources
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   remediation: Set `resources.requests.cpu`, `resources.requests.memory` and `resources.limits.memory`.
#   parameters:
#       required: {type: list, default: [requests.cpu, requests.memory, limits.memory], description: What each container has to set.}
deny contains kubernetes.at(array.concat(container.path, ["resources"]), message) if {
	# What the pod has as a whole, its containers need not say.
	some container in kubernetes.main_containers
	missing := [name |
		some [name, path] in required
		object.get(container.spec, path, null) == null
		object.get(kubernetes.pod, path, null) == null
	]
	count(missing) > 0
	message := sprintf("The %s does not set %s.", [kubernetes.label(container), concat(", ", missing)])
}

required := [[name, array.concat(["resources"], split(name, "."))] |
	some name in data.fairlead.parameters.resources.required
]
