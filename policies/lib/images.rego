# METADATA
# title: What the rules share about names of images
package lib.images

import rego.v1

# The tag of an image that can be another tomorrow: none, or latest. Undefined for others.
moving_tag(image) := tag if {
	is_string(image)
	not contains(image, "@")
	tag := tag_of(image)
	tag in {"", "latest"}
}

# A colon before the last slash is a registry's port.
tag_of(image) := tag if {
	parts := split(image, "/")
	named := split(parts[count(parts) - 1], ":")
	tag := concat(":", array.slice(named, 1, count(named)))
}

# The name with its registry, as a node asks for it.
full_name(image) := image if has_registry(image)

full_name(image) := concat("/", ["docker.io", image]) if {
	not has_registry(image)
	contains(image, "/")
}

full_name(image) := concat("/", ["docker.io/library", image]) if not contains(image, "/")

has_registry(image) if {
	parts := split(image, "/")
	count(parts) > 1
	is_host(parts[0])
}

is_host(text) if contains(text, ".")

is_host(text) if contains(text, ":")

is_host(text) if text == "localhost"
