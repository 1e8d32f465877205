package fairlead.source.workflow.write_all_test

import rego.v1

import data.fairlead.source.workflow.write_all as policy

test_allows_a_list if count(policy.deny) == 0 with input as {"permissions": {"contents": "write"}, "jobs": {"a": {"permissions": "read-all"}}}

test_denies_a_workflow if count(policy.deny) == 1 with input as {"permissions": "write-all", "jobs": {}}

test_denies_a_job if count(policy.deny) == 1 with input as {"jobs": {"a": {"permissions": "write-all"}}}
