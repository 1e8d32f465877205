package terraform.public_bucket_test

import rego.v1

import data.terraform.public_bucket as policy

file(type, body) := {"resource": {type: {"logs": [body]}}}

test_allows_private if count(policy.deny) == 0 with input as file("aws_s3_bucket_acl", {"acl": "private"})

test_allows_a_blocked_one if count(policy.deny) == 0 with input as file("aws_s3_bucket_public_access_block", {"block_public_acls": true})

test_denies_a_public_acl if count(policy.deny) == 1 with input as file("aws_s3_bucket", {"acl": "public-read"})

test_denies_everybody_in_a_binding if count(policy.deny) == 1 with input as file("google_storage_bucket_iam_binding", {"members": ["allUsers", "user:a@b"]})

test_denies_a_member if count(policy.deny) == 1 with input as file("google_storage_bucket_iam_member", {"member": "allAuthenticatedUsers"})

test_denies_json if count(policy.deny) == 1 with input as {"resource": {"aws_s3_bucket": {"logs": {"acl": "public-read"}}}}

test_denies_an_opened_block if count(policy.deny) == 1 with input as file("aws_s3_bucket_public_access_block", {"block_public_policy": false})

test_denies_a_container if count(policy.deny) == 1 with input as file("azurerm_storage_container", {"container_access_type": "blob"})
