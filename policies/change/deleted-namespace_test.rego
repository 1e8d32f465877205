package fairlead.change.deleted_namespace_test

import rego.v1

import data.fairlead.change.deleted_namespace as policy
import data.lib.example

test_allows_an_update if count(policy.deny) == 0 with input as example.change("update", {"kind": "Namespace", "metadata": {"name": "a"}}, {"kind": "Namespace"})

test_allows_another_kind if count(policy.deny) == 0 with input as example.change("delete", {"kind": "ConfigMap", "metadata": {"name": "a"}}, null)

test_denies_a_delete if count(policy.deny) == 1 with input as example.change("delete", {"kind": "Namespace", "metadata": {"name": "a"}}, null)
