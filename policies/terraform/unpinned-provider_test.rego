package terraform.unpinned_provider_test

import rego.v1

import data.terraform.unpinned_provider as policy

required(provider) := {"terraform": [{"required_providers": [{"aws": provider}]}]}

test_allows_a_version if count(policy.deny) == 0 with input as required({"source": "hashicorp/aws", "version": "~> 5.0"})

test_denies_none if {
	found := policy.deny with input as required({"source": "hashicorp/aws"})
	found == {{"path": ["terraform", 0, "required_providers", 0, "aws"], "msg": "The provider \"aws\" is required in no version."}}
}
