package terraform.public_bucket_test

import rego.v1

import data.terraform.public_bucket as policy

acl(value) := {"resource": {"aws_s3_bucket_acl": {"logs": [{"acl": value}]}}}

test_allows_private if count(policy.deny) == 0 with input as acl("private")

test_allows_a_group if count(policy.deny) == 0 with input as {"resource": {"google_storage_bucket_iam_member": {"a": [{"member": "group:ops@example.com"}]}}}

test_denies_public_read if {
	found := policy.deny with input as acl("public-read")
	found == {{"path": ["resource", "aws_s3_bucket_acl", "logs", 0, "acl"], "msg": "aws_s3_bucket_acl.logs gives everybody public-read."}}
}

test_denies_all_users if count(policy.deny) == 1 with input as {"resource": {"google_storage_bucket_iam_binding": {"a": {"members": ["allUsers"]}}}}
