package terraform.provider_credentials_test

import rego.v1

import data.terraform.provider_credentials as policy

test_allows_expressions if count(policy.deny) == 0 with input as {"provider": {"aws": [{"region": "eu-west-1", "secret_key": "${var.secret}"}]}}

test_allows_nothing if count(policy.deny) == 0 with input as {"provider": {"aws": [{"token": ""}]}}

test_denies_a_key if {
	found := policy.deny with input as {"provider": {"aws": [{}, {"secret_key": "masked"}]}}
	found == {{"path": ["provider", "aws", 1, "secret_key"], "msg": "The provider \"aws\" holds its secret_key in clear."}}
}

test_denies_a_token_in_json if count(policy.deny) == 1 with input as {"provider": {"github": {"token": "masked"}}}
