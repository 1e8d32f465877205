# METADATA
# title: Only web ports are open to the whole internet
package terraform.open_ingress

import rego.v1

import data.lib.terraform

# METADATA
# title: Only web ports are open to the whole internet
# description: >-
#   What listens there is found by scanners within minutes.
# custom:
#   id: open-ingress
#   severity: warning
#   link: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   remediation: Name the networks that need it, or go through a load balancer, a bastion or a VPN.
deny contains terraform.at(array.concat(resource.path, ["ingress"]), message) if {
	some resource in terraform.resources
	resource.type in {"aws_security_group", "aws_default_security_group"}
	some ingress in terraform.blocks(resource.body.ingress)
	terraform.open_to_world(ingress.body, ["cidr_blocks", "ipv6_cidr_blocks"])
	not is_web(ingress.body)
	message := opened(resource)
}

deny contains terraform.at(resource.path, message) if {
	some resource in terraform.resources
	lets_in(resource)
	terraform.open_to_world(resource.body, ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"])
	not is_web(resource.body)
	message := opened(resource)
}

deny contains terraform.at(array.concat(resource.path, ["source_ranges"]), message) if {
	some resource in terraform.resources
	resource.type == "google_compute_firewall"
	object.get(resource.body, "direction", "INGRESS") == "INGRESS"
	terraform.open_to_world(resource.body, ["source_ranges"])
	some allow in terraform.blocks(resource.body.allow)
	some port in object.get(allow.body, "ports", ["every"])
	not is_web_port(port)
	message := opened(resource)
}

deny contains terraform.at(resource.path, message) if {
	some resource in terraform.resources
	resource.type == "azurerm_network_security_rule"
	resource.body.access == "Allow"
	resource.body.direction == "Inbound"
	resource.body.source_address_prefix in {"*", "0.0.0.0/0", "Internet"}
	not is_web_port(object.get(resource.body, "destination_port_range", "*"))
	message := opened(resource)
}

opened(resource) := sprintf("%s.%s lets the whole internet in on more than the web's ports.", [resource.type, resource.name])

lets_in(resource) if {
	resource.type == "aws_security_group_rule"
	resource.body.type == "ingress"
}

lets_in(resource) if resource.type == "aws_vpc_security_group_ingress_rule"

is_web(body) if {
	to_number(body.from_port) in {80, 443}
	to_number(body.from_port) == to_number(body.to_port)
}

# Ports that only a variable knows are not judged.
is_web(body) if contains(body.from_port, "${")

is_web_port(port) if sprintf("%v", [port]) in {"80", "443"}

is_web_port(port) if contains(port, "${")
