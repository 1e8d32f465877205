# METADATA
# title: What the rules share about Kubernetes' objects
package lib.kubernetes

import rego.v1

# Where each workload kind keeps the specification of its pods.
pod_paths := {
	"Pod": ["spec"],
	"PodTemplate": ["template", "spec"],
	"Deployment": ["spec", "template", "spec"],
	"StatefulSet": ["spec", "template", "spec"],
	"DaemonSet": ["spec", "template", "spec"],
	"ReplicaSet": ["spec", "template", "spec"],
	"ReplicationController": ["spec", "template", "spec"],
	"Job": ["spec", "template", "spec"],
	"CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
}

pod_path := pod_paths[input.kind]

pod := spec if {
	spec := object.get(input, pod_path, null)
	is_object(spec)
}

# Every container of the pod, with where it stands and what it is called in a sentence. A list and not a set,
# because whoever looks at the members of a set computes a digest of each one first, every time.
containers := [container |
	some field in ["containers", "initContainers", "ephemeralContainers"]
	some index, spec in pod[field]
	label := sprintf("%s %q", [nouns[field], object.get(spec, "name", format_int(index, 10))])
	container := {"spec": spec, "field": field, "path": array.concat(pod_path, [field, index]), "label": label}
]

nouns := {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}

# The containers that stay: resources and probes make no sense for those that only prepare or inspect.
main_containers := [container |
	some container in containers
	container.field == "containers"
]

# What a container's security context says, or else what its pod's does.
security(container, key) := object.get(container.spec, ["securityContext", key], object.get(pod, ["securityContext", key], null))

# A denial that points at a field.
at(path, message) := {"msg": message, "path": path}

is_workload if pod_paths[input.kind]

# One word of the name says so, with or without a number behind it. Not a regular expression: it would be
# compiled for every manifest.
is_production(name) if {
	some word in split(strings.replace_n({"_": "-", "/": "-", ".": "-"}, lower(name)), "-")
	trim_right(word, "0123456789") in ["prod", "production", "live"]
}
