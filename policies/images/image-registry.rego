# METADATA
# title: Images come from registries that are allowed
package kubernetes.image_registry

import rego.v1

import data.lib.images
import data.lib.kubernetes

# METADATA
# title: Images come from registries that are allowed
# description: >-
#   What runs in the cluster comes from where somebody looks after it. Silent until it is told which registries
#   those are; then an error.
# custom:
#   id: image-registry
#   severity: error
#   link: https://kubernetes.io/docs/concepts/containers/images/
#   remediation: Take the image from a registry that is allowed, or copy it there.
#   parameters:
#       allowed: {type: list, default: [], description: "Registries, or folders of them, such as ghcr.io/acme. docker.io is that of images without a registry. None allows all."}
deny contains kubernetes.at(array.concat(container.path, ["image"]), message) if {
	allowed := data.fairlead.parameters["image-registry"].allowed
	count(allowed) > 0
	some container in kubernetes.containers
	image := container.spec.image
	is_string(image)
	name := images.full_name(image)
	not is_within(name, allowed)
	message := sprintf("The image %q of %s comes from %s; allowed are %s.", [image, kubernetes.label(container), split(name, "/")[0], concat(", ", allowed)])
}

is_within(name, allowed) if {
	some place in allowed
	startswith(name, sprintf("%s/", [trim_right(place, "/*")]))
}

# One image itself.
is_within(name, allowed) if {
	some place in allowed
	some mark in [":", "@"]
	startswith(name, concat("", [place, mark]))
}
