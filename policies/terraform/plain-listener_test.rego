package terraform.plain_listener_test

import rego.v1

import data.terraform.plain_listener as policy

listener(body) := {"resource": {"aws_lb_listener": {"main": [body]}}}

test_allows_https if count(policy.deny) == 0 with input as listener({"protocol": "HTTPS"})

test_allows_a_redirect if count(policy.deny) == 0 with input as listener({"protocol": "HTTP", "default_action": [{"type": "redirect"}]})

test_denies_http if count(policy.deny) == 1 with input as listener({"protocol": "HTTP", "default_action": [{"type": "forward"}]})

test_denies_a_storage_account if count(policy.deny) == 1 with input as {"resource": {"azurerm_storage_account": {"main": [{"https_traffic_only_enabled": false}]}}}
