# METADATA
# title: Charts pin what they depend on
package fairlead.source.chart.unpinned_dependency

import rego.v1

# METADATA
# title: Charts pin what they depend on
# description: >-
#   A range of versions and no Chart.lock take whatever is newest each time: what is rendered changes without a
#   change here.
# custom:
#   id: unpinned-dependency
#   severity: warning
#   link: https://helm.sh/docs/helm/helm_dependency/
#   remediation: Commit the Chart.lock that `helm dependency update` writes, or name exact versions.
deny contains {"path": ["dependencies", index, "version"], "msg": message} if {
	some index, dependency in input.dependencies
	not startswith(object.get(dependency, "repository", ""), "file://")
	object.get(dependency, "repository", "") != ""
	version := sprintf("%v", [object.get(dependency, "version", "missing")])
	not semver.is_valid(trim_prefix(version, "v"))
	not "Chart.lock" in data.fairlead.beside
	message := sprintf("The version of the dependency %q is %s, and there is no Chart.lock.", [object.get(dependency, "name", "?"), version])
}
