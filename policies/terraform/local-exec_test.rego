package terraform.local_exec_test

import rego.v1

import data.terraform.local_exec as policy

resource(provisioner) := {"resource": {"terraform_data": {"x": [{"provisioner": provisioner}]}}}

test_allows_a_file if count(policy.deny) == 0 with input as resource({"file": [{"source": "a", "destination": "b"}]})

test_denies_a_command if {
	found := policy.deny with input as resource({"local-exec": [{"command": "make"}]})
	found == {{"path": ["resource", "terraform_data", "x", 0, "provisioner", "local-exec"], "msg": "terraform_data.x runs a command where Terraform runs."}}
}

test_denies_a_command_in_json if count(policy.deny) == 1 with input as resource([{"local-exec": {"command": "make"}}])
