# METADATA
# title: Load balancers listen with TLS
package terraform.plain_listener

import rego.v1

import data.lib.terraform

# METADATA
# title: Load balancers listen with TLS
# description: >-
#   What comes in over plain HTTP travels readable: passwords, cookies and all. A redirect to HTTPS is left alone.
# custom:
#   id: plain-listener
#   severity: warning
#   link: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
#   remediation: Listen with HTTPS, and let the listener for HTTP redirect to it.
deny contains terraform.at(array.concat(resource.path, ["protocol"]), message) if {
	some resource in terraform.resources
	resource.type in {"aws_lb_listener", "aws_alb_listener"}
	resource.body.protocol == "HTTP"
	not redirects(resource)
	message := sprintf("%s.%s listens without TLS.", [resource.type, resource.name])
}

deny contains terraform.at(array.concat(resource.path, [argument]), message) if {
	some resource in terraform.resources
	resource.type == "azurerm_storage_account"
	some argument in ["https_traffic_only_enabled", "enable_https_traffic_only"]
	resource.body[argument] == false
	message := sprintf("%s.%s takes requests without TLS.", [resource.type, resource.name])
}

redirects(resource) if {
	some action in terraform.blocks(resource.body.default_action)
	action.body.type == "redirect"
}
