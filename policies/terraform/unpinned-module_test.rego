package terraform.unpinned_module_test

import rego.v1

import data.terraform.unpinned_module as policy

module(body) := {"module": {"vpc": [body]}}

test_allows_a_version if count(policy.deny) == 0 with input as module({"source": "terraform-aws-modules/vpc/aws", "version": "5.1.0"})

test_allows_a_ref if count(policy.deny) == 0 with input as module({"source": "git::https://example.com/vpc.git?ref=v1.2.0"})

test_allows_a_directory if count(policy.deny) == 0 with input as module({"source": "../../modules/vpc"})

test_denies_no_version if {
	found := policy.deny with input as module({"source": "app.terraform.io/acme/vpc/aws"})
	found == {{"path": ["module", "vpc", 0, "source"], "msg": "The module \"vpc\" is taken from app.terraform.io/acme/vpc/aws in whichever version is newest."}}
}

test_denies_no_ref if count(policy.deny) == 1 with input as module({"source": "github.com/acme/vpc"})
