# METADATA
# title: Scaling to zero is noticed
package fairlead.change.scaled_to_zero

import rego.v1

# METADATA
# title: Scaling to zero is noticed
# description: >-
#   Nothing answers any more, and nothing looks broken.
# custom:
#   id: scaled-to-zero
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment
#   remediation: Delete what is not needed, or keep one replica.
deny contains {"msg": message, "path": ["spec", "replicas"]} if {
	input.action in {"update", "replace"}
	input.new.spec.replicas == 0
	object.get(input.old, ["spec", "replicas"], 1) > 0
	message := sprintf("%s %q is scaled to zero.", [input.new.kind, input.new.metadata.name])
}
