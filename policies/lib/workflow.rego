# METADATA
# title: What the rules share about GitHub's workflows
package lib.workflow

import rego.v1

# Every step, of the jobs of a workflow and of a composite action, with where it stands.
steps := array.concat(
	[{"step": step, "path": ["jobs", name, "steps", index]} |
		some name, job in input.jobs
		some index, step in job.steps
	],
	[{"step": step, "path": ["runs", "steps", index]} | some index, step in input.runs.steps],
)

# Whatever is taken from elsewhere: actions, and workflows that are called.
uses := array.concat(
	[{"uses": place.step.uses, "path": array.concat(place.path, ["uses"])} | some place in steps],
	[{"uses": job.uses, "path": ["jobs", name, "uses"]} | some name, job in input.jobs],
)

# The names of the events that start it, however they are written.
triggers := names(object.get(input, "on", []))

names(on) := [on] if is_string(on)

names(on) := on if is_array(on)

names(on) := [name | some name, _ in on] if is_object(on)

as_list(value) := value if is_array(value)

as_list(value) := [value] if is_string(value)

# How much it weighs that strangers can run what they like: less where they get a token that only reads, and no secrets.
default weight := "warning"

weight := "error" if {
	some trigger in triggers
	not trigger in {"pull_request", "push", "schedule", "workflow_dispatch", "workflow_call", "merge_group"}
}
