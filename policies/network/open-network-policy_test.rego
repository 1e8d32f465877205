package kubernetes.open_network_policy_test

import rego.v1

import data.kubernetes.open_network_policy as policy

network_policy(spec) := {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a"}, "spec": spec}

test_allows_nobody if count(policy.deny) == 0 with input as network_policy({"podSelector": {}, "ingress": []})

test_allows_some_pods if count(policy.deny) == 0 with input as network_policy({"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{}]})

test_allows_a_namespace if count(policy.deny) == 0 with input as network_policy({"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]})

test_denies_everybody_everywhere if count(policy.deny) == 1 with input as network_policy({"podSelector": {}, "ingress": [{}]})
