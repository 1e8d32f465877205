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
#   remediation: Take the public access away, and serve public files through a distribution; switch the rule off where a bucket is meant to be public.
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
