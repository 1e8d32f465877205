package kubernetes.token_secret_test

import rego.v1

import data.kubernetes.token_secret as policy

secret(type) := {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "type": type}

test_allows_other_secrets if count(policy.deny) == 0 with input as secret("Opaque")

test_denies_a_token if count(policy.deny) == 1 with input as secret("kubernetes.io/service-account-token")
