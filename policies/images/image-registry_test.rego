package kubernetes.image_registry_test

import rego.v1

import data.kubernetes.image_registry as policy
import data.lib.example

only := {"image-registry": {"allowed": ["ghcr.io/acme", "docker.io/library/nginx"]}}

test_allows_all_without_a_list if count(policy.deny) == 0 with input as example.running({"image": "web:1"}) with data.fairlead.parameters as {"image-registry": {"allowed": []}}

test_allows_a_folder if count(policy.deny) == 0 with input as example.running({"image": "ghcr.io/acme/shop/web:1"}) with data.fairlead.parameters as only

test_allows_one_image if count(policy.deny) == 0 with input as example.running({"image": "nginx:1"}) with data.fairlead.parameters as only

test_denies_a_neighbour if count(policy.deny) == 1 with input as example.running({"image": "ghcr.io/acme-mirror/web:1"}) with data.fairlead.parameters as only

test_denies_docker_hub if count(policy.deny) == 1 with input as example.running({"image": "someone/nginx:1"}) with data.fairlead.parameters as only

test_denies_an_ephemeral_container if count(policy.deny) == 1 with input as example.pod({"ephemeralContainers": [{"name": "a", "image": "busybox"}]}) with data.fairlead.parameters as only
