/** Twelve rules as people write them for conftest, each about another thing. */
const bodies: readonly (readonly [string, string])[] = [
  ["latest", 'some c in containers\n\tendswith(c.image, ":latest")'],
  ["untagged", 'some c in containers\n\tnot contains(c.image, ":")'],
  ["limits", "some c in containers\n\tnot c.resources.limits.memory"],
  ["requests", "some c in containers\n\tnot c.resources.requests.cpu"],
  ["privileged", "some c in containers\n\tc.securityContext.privileged == true"],
  ["host_network", "input.spec.template.spec.hostNetwork == true"],
  ["owner", 'not input.metadata.labels["app.kubernetes.io/name"]'],
  ["replicas", 'input.kind == "Deployment"\n\tinput.spec.replicas < 1'],
  ["node_port", 'input.kind == "Service"\n\tinput.spec.type == "NodePort"'],
  ["default_namespace", 'input.metadata.namespace == "default"'],
  ["wildcard", 'input.kind == "ClusterRole"\n\tsome rule in input.rules\n\t"*" in rule.verbs'],
  ["registry", 'some c in containers\n\tstartswith(c.image, "docker.io/")'],
];

/** One file of Rego that OPA, conftest and Fairlead read alike. */
export function twelveRules(): string {
  const rules = bodies.map(
    ([name, body]) => `deny contains msg if {
	${body}
	msg := sprintf("%s %s: ${name}", [input.kind, input.metadata.name])
}`,
  );
  return `package main

import rego.v1

containers := object.get(input, ["spec", "template", "spec", "containers"], [])

${rules.join("\n\n")}
`;
}

/** Fifty constraints of ten templates of Gatekeeper's, which look at labels, images and limits of pods. */
export function fiftyConstraints(): string {
  const documents: string[] = [];
  for (let template = 0; template < 10; template += 1) {
    documents.push(constraintTemplate(template));
    for (let index = 0; index < 5; index += 1) documents.push(constraint(template, index));
  }
  return documents.join("---\n");
}

function constraintTemplate(index: number): string {
  return `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: k8sbench${index}}
spec:
  crd:
    spec:
      names: {kind: K8sBench${index}}
      validation:
        openAPIV3Schema:
          type: object
          properties:
            labels: {type: array, items: {type: string}}
            prefix: {type: string}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package k8sbench${index}

        violation[{"msg": msg, "details": {"missing": missing}}] {
          provided := {label | input.review.object.metadata.labels[label]}
          required := {label | label := input.parameters.labels[_]}
          missing := required - provided
          count(missing) > 0
          msg := sprintf("%v lacks %v", [input.review.object.metadata.name, missing])
        }

        violation[{"msg": msg}] {
          container := input.review.object.spec.template.spec.containers[_]
          startswith(container.image, input.parameters.prefix)
          msg := sprintf("container <%v> has the image <%v>", [container.name, container.image])
        }
`;
}

function constraint(template: number, index: number): string {
  const groups =
    index % 2 === 0
      ? '{apiGroups: ["apps"], kinds: ["Deployment"]}'
      : '{apiGroups: [""], kinds: ["Service", "ConfigMap"]}';
  return `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sBench${template}
metadata: {name: bench-${template}-${index}}
spec:
  enforcementAction: warn
  match:
    kinds: [${groups}]
    excludedNamespaces: ["kube-*"]
  parameters:
    labels: ["app.kubernetes.io/name"]
    prefix: "registry-${template}-${index}.example.com/"
`;
}
