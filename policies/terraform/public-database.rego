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
#   remediation: Take the public access away, and reach it from within its network.
deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	argument := arguments[_]
	resource.body[argument] == true
	is_database(resource.type, argument)
	message := sprintf("%s.%s can be reached from the internet.", [resource.type, resource.name])
}

arguments := ["publicly_accessible", "public_network_access_enabled"]

is_database(_, argument) if argument == "publicly_accessible"

is_database(type, "public_network_access_enabled") if regex.match(`^azurerm_(mssql|mysql|postgresql|mariadb|cosmosdb|redis)`, type)

deny contains terraform.at(array.concat(resource.path, ["settings"]), message) if {
	some resource in terraform.resources
	resource.type == "google_sql_database_instance"
	some settings in terraform.blocks(resource.body.settings)
	some configuration in terraform.blocks(settings.body.ip_configuration)
	some network in terraform.blocks(configuration.body.authorized_networks)
	network.body.value in terraform.world
	message := sprintf("%s.%s can be reached from the internet.", [resource.type, resource.name])
}
