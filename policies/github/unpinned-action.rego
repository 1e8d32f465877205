# METADATA
# title: Actions of others are pinned to a commit
package fairlead.source.workflow.unpinned_action

import rego.v1

import data.lib.workflow

# METADATA
# title: Actions of others are pinned to a commit
# description: >-
#   A tag or a branch of somebody else's action can be moved to another program, which then has the token and the
#   secrets of the job. This has happened.
# custom:
#   id: unpinned-action
#   severity: warning
#   link: https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions#using-third-party-actions
#   remediation: >-
#     Write the full commit, with the tag as a comment behind it; tools such as Renovate and Dependabot keep it
#     up to date.
#   parameters:
#       trusted: {type: list, default: [actions, github], description: "Owners, or owner/repository, whose tags are taken as they are; branches never are."}
deny contains {"path": place.path, "msg": message} if {
	some place in workflow.uses
	not startswith(place.uses, "docker://")
	not startswith(place.uses, "./")
	not startswith(place.uses, "$")
	[name, ref] := split(place.uses, "@")
	not regex.match(`^[0-9a-f]{40}$`, ref)
	not is_trusted(name, ref)
	message := sprintf("%s is whatever %s is at the moment.", [name, ref])
}

deny contains {"path": place.path, "msg": message} if {
	some place in workflow.uses
	startswith(place.uses, "docker://")
	not contains(place.uses, "@sha256:")
	message := sprintf("The image %s is not pinned by its digest.", [place.uses])
}

is_trusted(name, ref) if {
	not ref in {"main", "master", "HEAD"}
	some owner in data.fairlead.parameters["unpinned-action"].trusted
	startswith(name, sprintf("%s/", [owner]))
}

is_trusted(name, ref) if {
	not ref in {"main", "master", "HEAD"}
	name in data.fairlead.parameters["unpinned-action"].trusted
}
