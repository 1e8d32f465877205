package fairlead.change.older_image_test

import rego.v1

import data.fairlead.change.older_image as policy
import data.lib.example

test_allows_forwards if count(policy.deny) == 0 with input as example.change("update", example.running({"image": "web:1.9.0"}), example.running({"image": "web:1.10.0"}))

test_allows_another_image if count(policy.deny) == 0 with input as example.change("update", example.running({"image": "web:1.9.0"}), example.running({"image": "app:1.0.0"}))

test_allows_no_version if count(policy.deny) == 0 with input as example.change("update", example.running({"image": "web:main"}), example.running({"image": "web:1.0.0"}))

test_denies_backwards if count(policy.deny) == 1 with input as example.change("update", example.running({"image": "web:v1.10.0"}), example.running({"image": "web:v1.9.0"}))
