package terraform.wildcard_iam_test

import rego.v1

import data.terraform.wildcard_iam as policy

file(type, body) := {"resource": {type: {"main": [body]}}}

document(statement) := {"data": {"aws_iam_policy_document": {"main": [{"statement": [statement]}]}}}

test_allows_named_actions if count(policy.deny) == 0 with input as document({"actions": ["s3:GetObject"], "resources": ["*"]})

test_allows_denying if count(policy.deny) == 0 with input as document({"effect": "Deny", "actions": ["*"], "resources": ["*"]})

test_allows_a_viewer if count(policy.deny) == 0 with input as file("google_project_iam_member", {"role": "roles/viewer"})

test_allows_an_expression_that_names if count(policy.deny) == 0 with input as file("aws_iam_policy", {"policy": "${jsonencode({Statement = [{Effect = \"Allow\", Action = [\"s3:*\"], Resource = \"*\"}]})}"})

test_denies_a_document if count(policy.deny) == 1 with input as document({"actions": ["*"], "resources": ["*"]})

test_denies_json if count(policy.deny) == 1 with input as file("aws_iam_role_policy", {"policy": `{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`})

test_denies_an_expression if count(policy.deny) == 1 with input as file("aws_iam_policy", {"policy": "${jsonencode({Statement = [{Effect = \"Allow\", Action = \"*\", Resource = \"*\"}]})}"})

test_denies_an_owner if count(policy.deny) == 1 with input as file("google_project_iam_member", {"role": "roles/owner"})

test_denies_the_managed_policy if count(policy.deny) == 1 with input as file("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"})
