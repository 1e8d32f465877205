import { expect, test } from "vitest";
import { schema } from "../../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

/* The API server takes each of these, so none may fail a change; each is a mistake all the same. */

const pod = (container: string, rest = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n${rest}  containers:\n    - name: a\n      image: a:1\n${container}`;

const autoscaler = (target: string) =>
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: a }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }
  maxReplicas: 2
  metrics:
    - type: Resource
      resource: { name: memory, target: ${target} }
`;

const definition = (field: string) =>
  `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: as.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: A, plural: as }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { a: ${field} } } }
`;

test.each([
  [
    "privileges that cannot escalate beside the short name of what escalates them",
    pod("      securityContext: { allowPrivilegeEscalation: false, capabilities: { add: [SYS_ADMIN] } }\n"),
    "cannot be false",
  ],
  [
    "a port twice",
    pod("      ports: [{ name: a, containerPort: 80 }, { name: b, containerPort: 80 }]\n"),
    "80/TCP twice",
  ],
  ["a variable twice", pod("      env: [{ name: A, value: a }, { name: A, value: b }]\n"), "the last one counts"],
  [
    "a registry's credentials under a name that nothing can have",
    pod("", "  imagePullSecrets: [{ name: Registry }]\n"),
    "lower-case",
  ],
  ["a projection of nothing", pod("", "  volumes: [{ name: a, projected: { sources: [{}] } }]\n"), "has none of"],
  [
    "a target that is of another type than it says",
    autoscaler("{ type: Utilization, averageValue: 100Mi }"),
    "what is given is averageValue",
  ],
  ["limits that no number keeps", definition("{ type: integer, minimum: 2, maximum: 1 }"), "more than maximum"],
])("%s is a warning", async (_, text, words) => {
  const findings = findingsOf(await schema.check(scopeOf({ "app.yaml": text }), undefined, noPorts));

  expect(findings).toEqual([expect.objectContaining({ severity: "warning", message: expect.stringContaining(words) })]);
});
