package lib.kubernetes_test

import rego.v1

import data.lib.example
import data.lib.kubernetes

spec := {"containers": [{"name": "a"}], "initContainers": [{"name": "b"}], "ephemeralContainers": [{"name": "c"}]}

in_template(kind) := {"kind": kind, "spec": {"template": {"spec": spec}}}

test_containers_of_every_workload_are_found if {
	objects := array.concat(
		[in_template(kind) | some kind in ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout"]],
		[example.pod(spec), example.cron_job(spec), {"kind": "PodTemplate", "template": {"spec": spec}}],
	)
	every workload in objects {
		names := [container.spec.name | some container in kubernetes.containers] with input as workload
		names == ["a", "b", "c"]
	}
}

test_a_container_is_where_its_path_leads if {
	job := example.cron_job(spec)
	found := kubernetes.containers with input as job
	every container in found {
		object.get(job, container.path, null) == container.spec
	}
}

test_other_objects_have_no_pods if {
	count(kubernetes.containers) == 0 with input as {"kind": "Service", "spec": {"containers": [{"name": "a"}]}}
}

test_an_object_without_a_name_is_called_by_what_it_will_be if {
	kubernetes.name == "web-" with input as {"metadata": {"generateName": "web-"}}
	kubernetes.name == "?" with input as {"kind": "Pod"}
}

test_the_newest_version_counts_where_none_is_known if {
	kubernetes.at_least(35) with data.fairlead.kubernetesVersion as null
	not kubernetes.at_least(35) with data.fairlead.kubernetesVersion as "1.34"
	kubernetes.at_least(35) with data.fairlead.kubernetesVersion as "1.35.2"
}

test_production_is_a_word_of_the_name if {
	every name in ["prod", "eu-prod", "production", "live2", "clusters/prod"] {
		kubernetes.is_production(name)
	}
	every name in ["dev", "product", "delivery", "nonproduction"] {
		not kubernetes.is_production(name)
	}
}
