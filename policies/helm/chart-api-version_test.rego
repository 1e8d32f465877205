package fairlead.source.chart.api_version_test

import rego.v1

import data.fairlead.source.chart.api_version as policy

test_allows_v2 if count(policy.deny) == 0 with input as {"apiVersion": "v2", "name": "web"}

test_denies_v1 if count(policy.deny) == 1 with input as {"apiVersion": "v1", "name": "web"}
