# METADATA
# title: Images name a version
package kubernetes.latest_tag

import rego.v1

import data.lib.images
import data.lib.kubernetes

# METADATA
# title: Images name a version
# description: >-
#   An image without a tag or with `latest` can be another program tomorrow, and a rollback cannot bring the old
#   one back. A warning, because manifests whose images a release step fills in are common.
# custom:
#   id: latest-tag
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   remediation: Write a tag that never moves, or better a digest.
deny contains kubernetes.at(array.concat(container.path, ["image"]), message) if {
	some container in kubernetes.containers
	image := container.spec.image
	tag := images.moving_tag(image)
	message := sprintf("The image %q of %s has %s: it can change without a change here.", [image, kubernetes.label(container), words[tag]])
}

words := {"": "no tag", "latest": "the tag latest"}
