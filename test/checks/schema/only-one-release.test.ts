import { expect, test } from "vitest";
import { schema } from "../../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

/* Kubernetes 1.35 alone has the first workload API; no generated set of definitions is there for it. */

const manifests = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  workloadRef: { name: a, podGroup: workers }
  containers: [{ name: a, image: a:1 }]
---
apiVersion: scheduling.k8s.io/v1alpha1
kind: Workload
metadata: { name: a }
spec: { podGroups: [{ name: workers, policy: { gang: { minCount: 4 } } }] }
`;

async function errorsFor(kubernetesVersion: string): Promise<string[]> {
  const result = await schema.check(
    scopeOf({ "a.yaml": manifests }),
    { kubernetesVersion, missing: "ignore" },
    noPorts,
  );
  return findingsOf(result).map(({ message }) => message);
}

test("what one release alone serves is taken by that one", async () => {
  expect(await errorsFor("1.35")).toEqual([]);
});

test("and refused before and after", async () => {
  expect(await errorsFor("1.34")).toEqual([
    expect.stringContaining("workloadRef is not a field of Kubernetes 1.34: it exists only from 1.35 on"),
    expect.stringContaining("it exists only from 1.35 on"),
  ]);
  expect(await errorsFor("1.36")).toEqual([
    expect.stringContaining("workloadRef is not a field of Kubernetes 1.36: it was removed after 1.35"),
    expect.stringContaining("it was removed in 1.36; use scheduling.k8s.io/v1alpha2"),
  ]);
});
