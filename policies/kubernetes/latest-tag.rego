# METADATA
# title: Images name a version
package kubernetes.latest_tag

import rego.v1

import data.lib.kubernetes

# METADATA
# title: Images name a version
# description: >-
#   An image without a tag or with `latest` can be another program tomorrow, and a rollback cannot bring the old one
#   back. A warning, because manifests whose images a release step fills in are common.
# custom:
#   id: latest-tag
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   remediation: Write a tag that never moves, or better a digest.
deny contains kubernetes.at(array.concat(container.path, ["image"]), message) if {
	some container in kubernetes.containers
	image := container.spec.image
	is_string(image)
	not contains(image, "@")
	tag := tag_of(image)
	tag in {"", "latest"}
	message := sprintf("The image %q of %s has %s: it can change without a change here.", [image, container.label, words[tag]])
}

words := {"": "no tag", "latest": "the tag latest"}

# A colon before the last slash is a registry's port.
tag_of(image) := tag if {
	parts := split(image, "/")
	named := split(parts[count(parts) - 1], ":")
	tag := concat(":", array.slice(named, 1, count(named)))
}
