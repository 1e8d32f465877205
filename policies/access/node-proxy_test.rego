package kubernetes.node_proxy_test

import rego.v1

import data.kubernetes.node_proxy as policy
import data.lib.example

test_allows_metrics if count(policy.deny) == 0 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]})

test_denies_the_proxy if count(policy.deny) == 1 with input as example.role("ClusterRole", {"apiGroups": [""], "resources": ["nodes", "nodes/proxy"], "verbs": ["get"]})
