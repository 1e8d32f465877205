package fairlead.source.chart.unpinned_dependency_test

import rego.v1

import data.fairlead.source.chart.unpinned_dependency as policy

chart(version, repository) := {"name": "web", "dependencies": [{"name": "redis", "version": version, "repository": repository}]}

test_allows_an_exact_version if count(policy.deny) == 0 with input as chart("1.2.3", "https://charts.example.com") with data.fairlead.beside as []

test_allows_a_lock if count(policy.deny) == 0 with input as chart("^1.2.0", "https://charts.example.com") with data.fairlead.beside as ["Chart.lock"]

test_allows_a_neighbour if count(policy.deny) == 0 with input as chart("*", "file://../redis") with data.fairlead.beside as []

test_denies_a_range if count(policy.deny) == 1 with input as chart("^1.2.0", "oci://registry.example.com/charts") with data.fairlead.beside as ["values.yaml"]

test_denies_no_version if count(policy.deny) == 1 with input as {"name": "web", "dependencies": [{"name": "redis", "repository": "https://charts.example.com"}]} with data.fairlead.beside as []
