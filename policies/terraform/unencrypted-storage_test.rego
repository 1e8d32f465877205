package terraform.unencrypted_storage_test

import rego.v1

import data.terraform.unencrypted_storage as policy

file(type, body) := {"resource": {type: {"main": [body]}}}

test_allows_an_encrypted_one if count(policy.deny) == 0 with input as file("aws_db_instance", {"storage_encrypted": true})

test_allows_a_variable if count(policy.deny) == 0 with input as file("aws_ebs_volume", {"encrypted": "${var.encrypted}"})

test_allows_what_a_snapshot_decides if count(policy.deny) == 0 with input as file("aws_db_instance", {"snapshot_identifier": "s"})

test_denies_none_said if count(policy.deny) == 1 with input as file("aws_efs_file_system", {})

test_denies_false if count(policy.deny) == 1 with input as file("aws_ebs_volume", {"encrypted": false})

test_denies_a_disk if count(policy.deny) == 1 with input as file("aws_instance", {"root_block_device": [{"encrypted": false}]})
