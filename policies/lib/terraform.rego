# METADATA
# title: What the rules share about Terraform's configuration
package lib.terraform

import rego.v1

# A finding at a field, as a list of keys from the file's root.
at(path, message) := {"path": path, "msg": message}

# Each resource of a file, with where its block stands: a list below its labels in HCL, the block itself in JSON. Lists
# and not sets, because whoever looks at the members of a set computes a digest of each one first, every time.
resources := [resource |
	some type, named in input.resource
	some name, value in named
	some block in blocks(value)
	resource := {"type": type, "name": name, "body": block.body, "path": array.concat(["resource", type, name], block.path)}
]

modules := [module |
	some name, value in input.module
	some block in blocks(value)
	module := {"name": name, "body": block.body, "path": array.concat(["module", name], block.path)}
]

providers := [provider |
	some name, value in input.provider
	some block in blocks(value)
	provider := {"name": name, "body": block.body, "path": array.concat(["provider", name], block.path)}
]

# A block, or a list of them.
blocks(value) := [{"path": [], "body": value}] if is_object(value)

blocks(value) := [{"path": [index], "body": body} |
	some index, body in value
	is_object(body)
] if {
	is_array(value)
}

# Text that is written out, and no expression.
is_literal(value) if {
	is_string(value)
	value != ""
	not contains(value, "${")
}

world := {"0.0.0.0/0", "::/0"}

# Whether one of the named arguments lets everybody in.
open_to_world(body, names) if {
	some name in names
	some range in as_list(body[name])
	range in world
}

as_list(value) := value if is_array(value)

as_list(value) := [value] if is_string(value)

is_git(source) if startswith(source, "git::")

is_git(source) if startswith(source, "git@")

is_git(source) if regex.match(`^(github|bitbucket)\.(com|org)/`, source)

# A module of a registry: three or four words between slashes, of which only a host has a dot.
is_registry(source) if {
	regex.match(`^([a-z0-9-]+(\.[a-z0-9-]+)+/)?[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[a-z0-9]+(//.*)?$`, source)
	not is_git(source)
}

# One object, or a list of them.
as_objects(value) := value if is_array(value)

as_objects(value) := [value] if is_object(value)
