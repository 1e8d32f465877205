package fairlead.change.changed_selector_test

import rego.v1

import data.fairlead.change.changed_selector as policy
import data.lib.example

test_allows_the_same if count(policy.deny) == 0 with input as example.change("update", example.running({}), example.running({"image": "web:2"}))

test_denies_another if count(policy.deny) == 1 with input as example.change("replace", example.running({}), {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"selector": {"matchLabels": {"app": "b"}}}})
