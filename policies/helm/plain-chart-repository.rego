# METADATA
# title: Charts come over TLS
package fairlead.source.chart.plain_repository

import rego.v1

# METADATA
# title: Charts come over TLS
# description: >-
#   Whoever sits between can put another chart in place of one that comes over plain HTTP, and with it anything
#   into the cluster.
# custom:
#   id: plain-chart-repository
#   severity: warning
#   link: https://helm.sh/docs/topics/chart_repository/
#   remediation: Use the address with https:// or oci://.
deny contains {"path": ["dependencies", index, "repository"], "msg": message} if {
	some index, dependency in input.dependencies
	startswith(dependency.repository, "http://")
	message := sprintf("The dependency %q comes over plain HTTP.", [object.get(dependency, "name", "?")])
}
