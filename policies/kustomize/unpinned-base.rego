# METADATA
# title: Bases from elsewhere are pinned
package fairlead.source.kustomization.unpinned_base

import rego.v1

# METADATA
# title: Bases from elsewhere are pinned
# description: >-
#   A remote base that follows a branch brings whatever somebody else commits there, without a change here that
#   anybody could review.
# custom:
#   id: unpinned-base
#   severity: warning
#   link: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
#   remediation: Add `?ref=` with a commit or a tag that does not move.
deny contains {"path": [field, index], "msg": message} if {
	some field in ["resources", "bases", "components", "crds"]
	some index, place in input[field]
	is_string(place)
	is_remote(place)
	not is_pinned(place)
	message := sprintf("%s is taken from whatever it holds at the moment.", [place])
}

is_remote(place) if contains(place, "://")

is_remote(place) if startswith(place, "git@")

is_remote(place) if regex.match(`^(github|gitlab|bitbucket)\.(com|org)[/:]`, place)

# A tag, a commit or a branch of one release.
is_pinned(place) if {
	[[_, _, ref]] := regex.find_all_string_submatch_n(`[?&](ref|version)=([^&]+)`, place, 1)
	is_fixed(ref)
}

# A file of one release or commit, whose address says which.
is_pinned(place) if regex.match(`/(v?\d+\.\d+(\.\d+)?[^/]*|[0-9a-f]{40})/`, place)

is_fixed(ref) if not ref in {"main", "master", "HEAD", "develop", "trunk", "latest", "stable"}
