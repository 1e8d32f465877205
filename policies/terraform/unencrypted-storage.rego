# METADATA
# title: Storage is encrypted
package terraform.unencrypted_storage

import rego.v1

import data.lib.terraform

# METADATA
# title: Storage is encrypted
# description: >-
#   Whoever gets at a disk, a snapshot or a backup reads what is on it. Counts where a provider does not encrypt
#   by itself, or is told not to.
# custom:
#   id: unencrypted-storage
#   severity: warning
#   link: https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/welcome.html
#   remediation: Set the argument to true, before there is anything on it; it cannot be changed later.
deny contains terraform.at(array.concat(resource.path, path), message) if {
	some resource in terraform.resources
	path := arguments[resource.type]
	not is_restored(resource)
	value := object.get(resource.body, path, "missing")
	value in {"missing", false, "false"}
	message := sprintf("%s.%s is not encrypted: %s is %v.", [resource.type, resource.name, path[0], value])
}

deny contains terraform.at(array.concat(array.concat(resource.path, [block]), array.concat(disk.path, ["encrypted"])), message) if {
	some resource in terraform.resources
	resource.type in {"aws_instance", "aws_launch_template", "aws_launch_configuration"}
	some block in ["root_block_device", "ebs_block_device"]
	some disk in terraform.blocks(resource.body[block])
	disk.body.encrypted in {false, "false"}
	message := sprintf("A disk of %s.%s is not encrypted.", [resource.type, resource.name])
}

# What is encrypted only when somebody says so.
arguments := {
	"aws_db_instance": ["storage_encrypted"],
	"aws_docdb_cluster": ["storage_encrypted"],
	"aws_ebs_volume": ["encrypted"],
	"aws_efs_file_system": ["encrypted"],
	"aws_neptune_cluster": ["storage_encrypted"],
	"aws_rds_cluster": ["storage_encrypted"],
	"aws_redshift_cluster": ["encrypted"],
}

# It is as what it was made from.
is_restored(resource) if resource.body.snapshot_identifier

is_restored(resource) if resource.body.snapshot_id

is_restored(resource) if resource.body.replicate_source_db
