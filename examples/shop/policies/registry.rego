# METADATA
# title: Images come from the shop's registry
# description: Only images that our own pipeline has built and scanned may run.
# custom:
#   id: shop-registry
#   severity: error
#   remediation: Build the image in our pipeline, or mirror it to ghcr.io/harbour-shop.
package shop.registry

import rego.v1

deny contains {"msg": msg, "path": path} if {
	some i, container in input.spec.template.spec.containers
	not startswith(container.image, "ghcr.io/harbour-shop/")
	msg := sprintf("Container %q runs %q, which is not from ghcr.io/harbour-shop.", [container.name, container.image])
	path := sprintf("/spec/template/spec/containers/%d/image", [i])
}
