package terraform.public_database_test

import rego.v1

import data.terraform.public_database as policy

file(type, body) := {"resource": {type: {"main": [body]}}}

test_allows_false if count(policy.deny) == 0 with input as file("aws_db_instance", {"publicly_accessible": false})

test_allows_nothing_said if count(policy.deny) == 0 with input as file("aws_db_instance", {})

test_allows_what_is_no_database if count(policy.deny) == 0 with input as file("azurerm_key_vault", {"public_network_access_enabled": true})

test_denies_true if count(policy.deny) == 1 with input as file("aws_db_instance", {"publicly_accessible": true})

test_denies_a_server if count(policy.deny) == 1 with input as file("azurerm_mssql_server", {"public_network_access_enabled": true})

test_denies_the_world if count(policy.deny) == 1 with input as file("google_sql_database_instance", {"settings": [{"ip_configuration": [{"authorized_networks": [{"value": "0.0.0.0/0"}]}]}]})
