package fairlead.source.kustomization.deprecated_field_test

import rego.v1

import data.fairlead.source.kustomization.deprecated_field as policy

test_allows_newer_fields if count(policy.deny) == 0 with input as {"resources": ["a.yaml"], "labels": [], "patches": []}

test_denies_bases if count(policy.deny) == 1 with input as {"bases": ["../base"]}

test_denies_three if count(policy.deny) == 3 with input as {"vars": [], "commonLabels": {}, "patchesStrategicMerge": []}
