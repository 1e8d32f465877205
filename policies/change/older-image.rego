# METADATA
# title: An image that moves backwards is noticed
package fairlead.change.older_image

import rego.v1

import data.lib.kubernetes

# METADATA
# title: An image that moves backwards is noticed
# description: >-
#   An older version may not read what the newer one has written. Only tags that are versions are compared.
# custom:
#   id: older-image
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/containers/images/
#   remediation: Say in the pull request that it is a rollback.
deny contains {"msg": message, "path": array.concat(container.path, ["image"])} if {
	input.action in {"update", "replace"}
	some container in kubernetes.containers with input as input.new
	some before in kubernetes.containers with input as input.old
	before.spec.name == container.spec.name
	[name, new] := version(container.spec.image)
	[same, old] := version(before.spec.image)
	name == same
	new < old
	message := sprintf("The %s goes back from %s to %s.", [kubernetes.label(container), before.spec.image, container.spec.image])
}

# The name and the numbers of an image whose tag is a version.
version(image) := [name, numbers] if {
	[[_, name, tag]] := regex.find_all_string_submatch_n(`^(.+):v?(\d+(?:\.\d+){1,3})$`, image, 1)
	numbers := [to_number(part) | some part in split(tag, ".")]
}
