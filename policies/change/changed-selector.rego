# METADATA
# title: A changed selector is noticed
package fairlead.change.changed_selector

import rego.v1

# METADATA
# title: A changed selector is noticed
# description: >-
#   A workload cannot change its selector in place, and a Service with another selector sends its requests elsewhere.
# custom:
#   id: changed-selector
#   severity: warning
#   link: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
#   remediation: Keep the selector, or plan for the replacement.
deny contains {"msg": message, "path": ["spec", "selector"]} if {
	input.action in {"update", "replace"}
	input.old.spec.selector != input.new.spec.selector
	message := sprintf("%s %q selects other pods than before.", [input.new.kind, input.new.metadata.name])
}
