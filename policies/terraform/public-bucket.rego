# METADATA
# title: Buckets are not public
package terraform.public_bucket

import rego.v1

import data.lib.terraform

# METADATA
# title: Buckets are not public
# description: >-
#   Everybody on the internet can list or read what it holds, or even write to it.
# custom:
#   id: public-bucket
#   severity: warning
#   link: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   remediation: >-
#     Take the public access away, and serve public files through a distribution; switch the rule off where a
#     bucket is meant to be public.
deny contains terraform.at(array.concat(resource.path, ["acl"]), message) if {
	some resource in terraform.resources
	resource.type in {"aws_s3_bucket", "aws_s3_bucket_acl", "digitalocean_spaces_bucket", "scaleway_object_bucket_acl", "alicloud_oss_bucket"}
	resource.body.acl in {"public-read", "public-read-write", "authenticated-read"}
	message := sprintf("%s.%s gives everybody %s.", [resource.type, resource.name, resource.body.acl])
}

deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	resource.type in {"google_storage_bucket_iam_member", "google_storage_bucket_iam_binding", "google_storage_bucket_access_control"}
	some argument in ["member", "members", "entity"]
	some member in terraform.as_list(resource.body[argument])
	member in {"allUsers", "allAuthenticatedUsers"}
	message := sprintf("%s.%s gives %s a role on the bucket.", [resource.type, resource.name, member])
}

deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	resource.type in {"aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"}
	some argument in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	resource.body[argument] == false
	message := sprintf("%s.%s lets buckets be public: %s is false.", [resource.type, resource.name, argument])
}

deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	some [type, argument, values] in [
		["azurerm_storage_container", "container_access_type", {"blob", "container"}],
		["azurerm_storage_account", "allow_nested_items_to_be_public", {true}],
		["azurerm_storage_account", "allow_blob_public_access", {true}],
	]
	resource.type == type
	resource.body[argument] in values
	message := sprintf("%s.%s lets everybody read: %s is %v.", [resource.type, resource.name, argument, resource.body[argument]])
}
