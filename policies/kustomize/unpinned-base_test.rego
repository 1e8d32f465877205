package fairlead.source.kustomization.unpinned_base_test

import rego.v1

import data.fairlead.source.kustomization.unpinned_base as policy

kustomization(resource) := {"resources": ["deployment.yaml", resource]}

test_allows_files if count(policy.deny) == 0 with input as kustomization("../base")

test_allows_a_tag if count(policy.deny) == 0 with input as kustomization("https://github.com/acme/base//web?ref=v1.2.3")

test_allows_a_release if count(policy.deny) == 0 with input as kustomization("https://github.com/acme/web/releases/download/v1.2.3/install.yaml")

test_allows_a_commit if count(policy.deny) == 0 with input as kustomization("https://raw.githubusercontent.com/acme/web/0123456789abcdef0123456789abcdef01234567/install.yaml")

test_denies_no_ref if count(policy.deny) == 1 with input as kustomization("github.com/acme/base/web")

test_denies_a_branch if count(policy.deny) == 1 with input as kustomization("https://github.com/acme/base//web?ref=main")

test_denies_a_file_of_a_branch if count(policy.deny) == 1 with input as kustomization("https://raw.githubusercontent.com/acme/web/main/install.yaml")

test_denies_a_component if count(policy.deny) == 1 with input as {"components": ["git@github.com:acme/base.git"]}
