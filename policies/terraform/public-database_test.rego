package terraform.public_database_test

import rego.v1

import data.terraform.public_database as policy

database(open) := {"resource": {"aws_db_instance": {"orders": [{"publicly_accessible": open}]}}}

test_allows_a_private_one if count(policy.deny) == 0 with input as database(false)

test_allows_what_is_not_known if count(policy.deny) == 0 with input as database("${var.open}")

test_denies_a_public_one if count(policy.deny) == 1 with input as database(true)
