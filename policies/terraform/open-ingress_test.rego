package terraform.open_ingress_test

import rego.v1

import data.terraform.open_ingress as policy

group(ingress) := {"resource": {"aws_security_group": {"web": [{"ingress": [ingress]}]}}}

test_allows_https if count(policy.deny) == 0 with input as group({"from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]})

test_allows_a_network if count(policy.deny) == 0 with input as group({"from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"]})

test_allows_what_is_not_known if count(policy.deny) == 0 with input as group({"from_port": "${var.port}", "to_port": "${var.port}", "cidr_blocks": ["0.0.0.0/0"]})

test_allows_egress if count(policy.deny) == 0 with input as {"resource": {"aws_security_group_rule": {"out": [{"type": "egress", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]}}}

test_denies_ssh if count(policy.deny) == 1 with input as group({"from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]})

test_denies_everything_over_ipv6 if count(policy.deny) == 1 with input as group({"from_port": 0, "to_port": 65535, "ipv6_cidr_blocks": ["::/0"]})

test_denies_a_rule if count(policy.deny) == 1 with input as {"resource": {"aws_vpc_security_group_ingress_rule": {"ssh": [{"from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"}]}}}

test_denies_a_firewall if count(policy.deny) == 1 with input as {"resource": {"google_compute_firewall": {"ssh": [{"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ["22"]}]}]}}}

test_denies_any_port_on_azure if count(policy.deny) == 1 with input as {"resource": {"azurerm_network_security_rule": {"all": [{"access": "Allow", "direction": "Inbound", "source_address_prefix": "*", "destination_port_range": "*"}]}}}
