package fairlead.source.chart.plain_repository_test

import rego.v1

import data.fairlead.source.chart.plain_repository as policy

chart(repository) := {"name": "web", "dependencies": [{"name": "redis", "version": "1.2.3", "repository": repository}]}

test_allows_tls if count(policy.deny) == 0 with input as chart("https://charts.example.com")

test_denies_http if count(policy.deny) == 1 with input as chart("http://charts.example.com")
