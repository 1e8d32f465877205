package kubernetes.required_annotations_test

import rego.v1

import data.kubernetes.required_annotations as policy

annotated(annotations) := {"kind": "StatefulSet", "metadata": {"name": "db", "annotations": annotations}}

asked := {"required-annotations": {"annotations": {"runbook": "^https://"}, "kinds": []}}

test_allows_all_without_a_list if count(policy.deny) == 0 with input as annotated({}) with data.fairlead.parameters as {"required-annotations": {"annotations": {}, "kinds": []}}

test_allows_what_has_them if count(policy.deny) == 0 with input as annotated({"runbook": "https://example.com"}) with data.fairlead.parameters as asked

test_denies_one_that_is_missing if count(policy.deny) == 1 with input as annotated({}) with data.fairlead.parameters as asked

test_denies_another_value if count(policy.deny) == 1 with input as annotated({"runbook": "ask Ann"}) with data.fairlead.parameters as asked
