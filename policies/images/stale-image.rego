# METADATA
# title: Nodes do not keep an image that moves
package kubernetes.stale_image

import rego.v1

import data.lib.images
import data.lib.kubernetes

# METADATA
# title: Nodes do not keep an image that moves
# description: >-
#   With a tag that moves and a pull policy that keeps what a node has, every node runs what was newest when it
#   first pulled.
# custom:
#   id: stale-image
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
#   remediation: Write a tag that never moves, or remove `imagePullPolicy`.
deny contains kubernetes.at(array.concat(container.path, ["imagePullPolicy"]), message) if {
	some container in kubernetes.containers
	container.spec.imagePullPolicy in {"IfNotPresent", "Never"}
	_ = images.moving_tag(container.spec.image)
	message := sprintf("The %s keeps what its node has of %q, which moves: nodes run different programs.", [kubernetes.label(container), container.spec.image])
}
