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

# Every container of the pod, with where it stands and what it is called in a sentence.
containers contains {"spec": spec, "field": field, "path": path, "label": label} if {
	some field in ["containers", "initContainers", "ephemeralContainers"]
	some index, spec in pod[field]
	path := array.concat(pod_path, [field, index])
	label := sprintf("%s %q", [nouns[field], object.get(spec, "name", sprintf("%d", [index]))])
}

nouns := {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}

# The containers that stay: resources and probes make no sense for those that only prepare or inspect.
main_containers contains container if {
	some container in containers
	container.field == "containers"
}

# What a container's security context says, or else what its pod's does.
security(container, key) := object.get(container.spec, ["securityContext", key], object.get(pod, ["securityContext", key], null))

# A denial that points at a field.
at(path, message) := {"msg": message, "path": path}

is_workload if pod_paths[input.kind]

is_production(name) if regex.match(`(?i)(^|[-_/.])(prod|production|live)($|[-_/.0-9])`, name)
