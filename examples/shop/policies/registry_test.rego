package shop.registry_test

import data.shop.registry
import rego.v1

deployment(image) := {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": image}]}}}}

test_own_image_is_allowed if count(registry.deny) == 0 with input as deployment("ghcr.io/harbour-shop/web:1.0.0")

test_foreign_image_is_denied if count(registry.deny) == 1 with input as deployment("docker.io/library/nginx:1.27.0")
