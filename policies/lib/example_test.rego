# Objects for the tests of the rules.
package lib.example

import rego.v1

workload(kind, spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": {"spec": spec}},
}

# A Deployment with one container.
running(container) := workload("Deployment", {"containers": [object.union({"name": "web", "image": "web:1.2.3"}, container)]})

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}

cron_job(spec) := {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"metadata": {"name": "nightly"},
	"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}},
}

role(kind, rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": "r"}, "rules": [rule]}

binding(kind, role, subject) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "b"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": [subject],
}

change(action, old, new) := {"action": action, "old": old, "new": new, "environment": "prod", "application": "web", "pullRequest": null}
