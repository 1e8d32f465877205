# METADATA
# title: Images are pinned by digest
package kubernetes.image_digest

import rego.v1

import data.lib.images
import data.lib.kubernetes

# METADATA
# title: Images are pinned by digest
# description: >-
#   A tag can be pushed again; a digest is the one image that was reviewed. Images that move by their tag are told
#   by latest-tag.
# custom:
#   id: image-digest
#   severity: "off"
#   link: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   remediation: >-
#     Add the digest behind the tag, such as `web:1.2.3@sha256:…`; tools such as Renovate keep it up to date.
deny contains kubernetes.at(array.concat(container.path, ["image"]), message) if {
	some container in kubernetes.containers
	image := container.spec.image
	is_string(image)
	not contains(image, "@")
	not images.moving_tag(image)
	message := sprintf("The image %q of %s has no digest.", [image, kubernetes.label(container)])
}
