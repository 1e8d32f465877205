# METADATA
# title: Databases have no public address
package terraform.public_database

import rego.v1

import data.lib.terraform

# METADATA
# title: Databases have no public address
# description: >-
#   Its password is then all that stands between the data and the internet.
# custom:
#   id: public-database
#   severity: warning
#   link: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
#   remediation: Take publicly_accessible away, and reach it from within its network.
deny contains terraform.at(array.concat(resource.path, ["publicly_accessible"]), message) if {
	some resource in terraform.resources
	resource.body.publicly_accessible == true
	message := sprintf("%s.%s can be reached from the internet.", [resource.type, resource.name])
}
