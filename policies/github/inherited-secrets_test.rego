package fairlead.source.workflow.inherited_secrets_test

import rego.v1

import data.fairlead.source.workflow.inherited_secrets as policy

calling(uses, secrets) := {"jobs": {"deploy": {"uses": uses, "secrets": secrets}}}

test_allows_its_own if count(policy.deny) == 0 with input as calling("./.github/workflows/deploy.yml", "inherit")

test_allows_named_secrets if count(policy.deny) == 0 with input as calling("acme/ci/.github/workflows/deploy.yml@v1", {"key": "${{ secrets.KEY }}"})

test_denies_all if count(policy.deny) == 1 with input as calling("acme/ci/.github/workflows/deploy.yml@v1", "inherit")
