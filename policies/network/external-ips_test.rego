package kubernetes.external_ips_test

import rego.v1

import data.kubernetes.external_ips as policy

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}

test_allows_none if count(policy.deny) == 0 with input as service({"externalIPs": []})

test_denies_one if count(policy.deny) == 1 with input as service({"externalIPs": ["10.0.0.1"]})
