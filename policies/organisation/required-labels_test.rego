package kubernetes.required_labels_test

import rego.v1

import data.kubernetes.required_labels as policy
import data.lib.example

labelled(labels) := {"kind": "Deployment", "metadata": {"name": "web", "labels": labels}}

asked := {"required-labels": {"labels": {"team": "", "tier": "^(gold|silver)$"}, "kinds": []}}

test_allows_all_without_a_list if count(policy.deny) == 0 with input as labelled({}) with data.fairlead.parameters as {"required-labels": {"labels": {}, "kinds": []}}

test_allows_what_has_them if count(policy.deny) == 0 with input as labelled({"team": "a", "tier": "gold"}) with data.fairlead.parameters as asked

test_allows_other_kinds if count(policy.deny) == 0 with input as {"kind": "Service", "metadata": {"name": "a"}} with data.fairlead.parameters as asked

test_denies_one_that_is_missing if count(policy.deny) == 1 with input as labelled({"tier": "gold"}) with data.fairlead.parameters as asked

test_denies_another_value if count(policy.deny) == 1 with input as labelled({"team": "a", "tier": "tin"}) with data.fairlead.parameters as asked

test_denies_a_kind_that_is_named if count(policy.deny) == 1 with input as {"kind": "Namespace", "metadata": {"name": "a"}} with data.fairlead.parameters as {"required-labels": {"labels": {"team": ""}, "kinds": ["Namespace"]}}
