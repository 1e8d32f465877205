# METADATA
# title: Charts have a version that Helm reads
package fairlead.source.chart.version

import rego.v1

# METADATA
# title: Charts have a version that Helm reads
# description: >-
#   Helm refuses a chart without a name, or whose version is no semantic version. An error, because nothing can be
#   rendered or packed from it.
# custom:
#   id: chart-version
#   severity: error
#   link: https://helm.sh/docs/topics/charts/#the-chartyaml-file
#   remediation: Give the chart a name and a version such as 1.2.3.
deny contains {"path": ["version"], "msg": message} if {
	version := sprintf("%v", [object.get(input, "version", "missing")])
	not semver.is_valid(trim_prefix(version, "v"))
	message := sprintf("The version of the chart is %s: Helm takes one such as 1.2.3.", [version])
}

deny contains {"path": ["name"], "msg": "The chart has no name: Helm does not load it."} if not input.name
