# METADATA
# title: What the rules share about Kubernetes' objects
package lib.kubernetes

import rego.v1

# What the object is called; a rule must not fall silent where an object has no name yet.
name := object.get(input, ["metadata", "name"], object.get(input, ["metadata", "generateName"], "?"))

name_of(part) := object.get(part, "name", "?")

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
	"Rollout": ["spec", "template", "spec"],
}

pod_path := pod_paths[input.kind]

pod := spec if {
	spec := object.get(input, pod_path, null)
	is_object(spec)
}

# Where the labels and annotations of the pods stand.
pod_metadata_path := array.concat(array.slice(pod_path, 0, count(pod_path) - 1), ["metadata"])

# Every container of the pod, with where it stands. A list and not a set, because whoever looks at the members of a set
# computes a digest of each one first, every time.
containers := [container |
	some field in ["containers", "initContainers", "ephemeralContainers"]
	some index, spec in pod[field]
	container := {"spec": spec, "field": field, "index": index, "path": array.concat(pod_path, [field, index])}
]

# What a container is called in a sentence. Only for what is said: most containers are in order, and a text costs more
# than a look.
label(container) := sprintf("%s %q", [nouns[container.field], object.get(container.spec, "name", format_int(container.index, 10))])

nouns := {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}

# The containers that stay: resources and probes make no sense for those that only prepare or inspect.
main_containers := [container |
	some container in containers
	container.field == "containers"
]

# What a container's security context says, or else what its pod's does.
security(container, key) := object.get(container.spec, ["securityContext", key], object.get(pod, ["securityContext", key], null))

# The security contexts that are written: the pod's own, then its containers'.
security_contexts := array.concat(
	[{"context": context, "path": array.concat(pod_path, ["securityContext"])} |
		context := pod.securityContext
		is_object(context)
	],
	container_contexts,
)

container_contexts := [{"context": context, "path": array.concat(container.path, ["securityContext"]), "container": container} |
	some container in containers
	context := container.spec.securityContext
	is_object(context)
]

# Whose security context it is, to begin a sentence with.
who(place) := sprintf("The %s", [label(place.container)])

who(place) := "The pod" if not place.container

is_privileged(container) if container.spec.securityContext.privileged == true

# What only Linux knows means nothing to such a pod, and the API server refuses it.
is_windows if pod.os.name == "windows"

# Root in the pod is nobody on its node, and since 1.35 that counts.
has_user_namespace if {
	pod.hostUsers == false
	at_least(35)
}

# Whether the cluster runs this minor version of Kubernetes 1 or a newer one; the newest where nobody says.
at_least(minor) if minor <= cluster_minor

default cluster_minor := 1000

cluster_minor := to_number(split(data.fairlead.kubernetesVersion, ".")[1])

# The rules of a role.
role_rules := [{"rule": rule, "path": ["rules", index]} |
	input.kind in {"Role", "ClusterRole"}
	some index, rule in input.rules
]

# The subjects of a binding.
subjects := [{"subject": subject, "path": ["subjects", index]} |
	input.kind in {"RoleBinding", "ClusterRoleBinding"}
	some index, subject in input.subjects
]

# Whether a rule allows one of the verbs, in the API group and by name, on whichever object of the resource.
grants(rule, group, resource, verbs) if {
	resource in rule.resources
	some given in rule.apiGroups
	given in {group, "*"}
	some verb in rule.verbs
	verb in verbs
	not rule.resourceNames
}

# A denial that points at a field.
at(path, message) := {"msg": message, "path": path}

is_workload if pod_paths[input.kind]

# One word of the name says so, with or without a number behind it. Not a regular expression: it would be
# compiled for every manifest.
is_production(name) if {
	some word in split(strings.replace_n({"_": "-", "/": "-", ".": "-"}, lower(name)), "-")
	trim_right(word, "0123456789") in ["prod", "production", "live"]
}

# The capabilities a container starts with, and the others that stay within it.
usual_capabilities := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT",
}

# A path of the node through which everything else of it can be had.
gives_the_node_away(path) if path == "/"

gives_the_node_away(path) if regex.match(`(^|/)(docker|dockershim|containerd|crio|podman)\.sock$`, path)

gives_the_node_away(path) if regex.match(`^/(etc/kubernetes|var/lib/kubelet|root|etc)/?$`, path)

# Workloads that others ask for something.
is_server if input.kind in {"Deployment", "StatefulSet", "DaemonSet", "Rollout"}

# Whether the object is of one of the kinds, or a workload where none is named.
is_among_kinds(kinds) if input.kind in kinds

is_among_kinds([]) if is_workload

# Whether a value is there and matches; an empty pattern takes any.
is_as_asked(value, pattern) if {
	is_string(value)
	pattern == ""
}

is_as_asked(value, pattern) if {
	pattern != ""
	regex.match(pattern, value)
}

what_is_there(noun, name, value, _) := sprintf("no %s %s", [noun, name]) if value == null

what_is_there(noun, name, value, pattern) := sprintf("the %s %s with the value %v, which does not match %s", [noun, name, value, pattern]) if value != null
