package fairlead.source.workflow.permissions_test

import rego.v1

import data.fairlead.source.workflow.permissions as policy

test_allows_those_of_the_workflow if count(policy.deny) == 0 with input as {"permissions": {}, "jobs": {"a": {}}}

test_allows_those_of_each_job if count(policy.deny) == 0 with input as {"jobs": {"a": {"permissions": {"contents": "read"}}}}

test_allows_a_composite_action if count(policy.deny) == 0 with input as {"runs": {"using": "composite", "steps": []}}

test_denies_none_said if count(policy.deny) == 1 with input as {"jobs": {"a": {}, "b": {"permissions": {}}}}
