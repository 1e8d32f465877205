package acme.owner_test

import rego.v1

import data.acme.owner

deployment(labels) := {"kind": "Deployment", "metadata": {"name": "web", "labels": labels}}

test_allows_an_owner if count(owner.deny) == 0 with input as deployment({"example.com/owner": "shop"})

test_denies_no_owner if count(owner.deny) == 1 with input as deployment({})

test_allows_a_service if count(owner.deny) == 0 with input as {"kind": "Service", "metadata": {"name": "web"}}
