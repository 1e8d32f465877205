# METADATA
# title: Charts are written for Helm 3
package fairlead.source.chart.api_version

import rego.v1

# METADATA
# title: Charts are written for Helm 3
# description: >-
#   A chart of apiVersion v1 keeps its dependencies in a file of their own and knows no libraries; Helm 3 reads it
#   for the sake of Helm 2, which has not been looked after since 2020.
# custom:
#   id: chart-api-version
#   severity: notice
#   link: https://helm.sh/docs/topics/charts/#the-apiversion-field
#   remediation: Write `apiVersion` v2, and move what requirements.yaml holds into `dependencies`.
deny contains {"path": ["apiVersion"], "msg": message} if {
	input.apiVersion == "v1"
	message := sprintf("The chart %q is of apiVersion v1, which was for Helm 2.", [object.get(input, "name", "")])
}
