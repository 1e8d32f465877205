package fairlead.source.chart.version_test

import rego.v1

import data.fairlead.source.chart.version as policy

chart(fields) := object.union({"apiVersion": "v2", "name": "web", "version": "1.2.3"}, fields)

test_allows_a_version if count(policy.deny) == 0 with input as chart({})

test_allows_a_version_with_more if count(policy.deny) == 0 with input as chart({"version": "1.2.3-rc.1+build"})

test_denies_a_short_one if count(policy.deny) == 1 with input as chart({"version": 1.2})

test_denies_none if count(policy.deny) == 1 with input as {"apiVersion": "v2", "name": "web"}

test_denies_no_name if count(policy.deny) == 1 with input as {"apiVersion": "v2", "version": "1.2.3"}
