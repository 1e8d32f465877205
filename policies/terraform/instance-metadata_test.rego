package terraform.instance_metadata_test

import rego.v1

import data.terraform.instance_metadata as policy

file(body) := {"resource": {"aws_instance": {"main": [body]}}}

test_allows_tokens if count(policy.deny) == 0 with input as file({"metadata_options": [{"http_tokens": "required"}]})

test_allows_a_variable if count(policy.deny) == 0 with input as file({"metadata_options": [{"http_tokens": "${var.tokens}"}]})

test_denies_none_said if count(policy.deny) == 1 with input as file({})

test_denies_optional if count(policy.deny) == 1 with input as file({"metadata_options": [{"http_tokens": "optional"}]})
