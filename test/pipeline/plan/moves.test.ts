import { expect, test } from "vitest";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { namespaceOf, placeIn } from "../../../src/pipeline/plan/place.ts";
import { type PlanInput, planTogether } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

const config = (value: string, path = "a.yaml") =>
  manifest(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}, data: {k: ${value}}}`, { path });
const claim = manifest("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d, namespace: shop}}");

test("what one application loses and another gains is moved, and nobody deletes it", async () => {
  const [old, next] = await planTogether([app("old", [config("a")], []), app("next", [], [config("a", "b.yaml")])]);

  expect(old?.plan.changes).toEqual([]);
  expect(next?.plan.changes).toEqual([
    {
      action: "update",
      apiVersion: "v1",
      id: { group: "", kind: "ConfigMap", namespace: "shop", name: "c" },
      fields: [],
      risks: [],
      movedFrom: "old (prod)",
      sources: [{ path: "/", line: 1 }],
    },
  ]);
  expect(next?.subjects[0]).toMatchObject({
    old: { origins: [{ path: "a.yaml" }] },
    new: { origins: [{ path: "b.yaml" }] },
  });
});

test("what changes on the way is told", async () => {
  const [, next] = await planTogether([app("old", [config("a")], []), app("next", [], [config("b")])]);

  expect(next?.plan.changes).toMatchObject([
    { action: "update", movedFrom: "old (prod)", fields: [{ path: "data.k", before: "a", after: "b" }] },
  ]);
});

test("a whole application under another name moves whole, in whatever order the two come", async () => {
  const both = [app("next", [], [config("a"), claim]), app("old", [config("a"), claim], [])];

  for (const inputs of [both, both.toReversed()]) {
    const plans = await planTogether(inputs);
    const changes = plans.flatMap(({ plan }) => plan.changes);
    expect(changes.map(({ action, id, movedFrom }) => [action, id.kind, movedFrom])).toEqual([
      ["update", "PersistentVolumeClaim", "old (prod)"],
      ["update", "ConfigMap", "old (prod)"],
    ]);
  }
});

test("data that moves may be pruned first, and that is said", async () => {
  const [, next] = await planTogether([app("old", [claim], []), app("next", [], [claim])]);

  expect(next?.plan.changes[0]?.risks).toEqual(["may-be-pruned"]);
});

test("a generated ConfigMap moves under its new name", async () => {
  const generated = (hash: string) =>
    manifest(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c-${hash}, namespace: shop}, data: {k: ${hash}}}`);

  const [old, next] = await planTogether([
    app("old", [generated("k2d9t5h6fm")], []),
    app("next", [], [generated("b8gc47kt22")]),
  ]);

  expect(old?.plan.changes).toEqual([]);
  expect(next?.plan.changes).toMatchObject([{ action: "update", movedFrom: "old (prod)" }]);
});

test("another environment is another cluster, and several that gain it are not told apart", async () => {
  const elsewhere = { ...app("next", [], [config("a")]), application: { name: "next", environment: "dev" } };
  const [old, next] = await planTogether([app("old", [config("a")], []), elsewhere]);
  const [three] = await planTogether([
    app("old", [config("a")], []),
    app("one", [], [config("a")]),
    app("two", [], [config("a")]),
  ]);

  expect([...(old?.plan.changes ?? []), ...(next?.plan.changes ?? [])].map(({ action }) => action)).toEqual([
    "delete",
    "create",
  ]);
  expect(three?.plan.changes.map(({ action }) => action)).toEqual(["delete"]);
});

test("a Service that keeps its pods while they move to another application loses none", async () => {
  const service = manifest(
    "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {selector: {app: w}}}",
  );
  const pods = manifest(
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: w, namespace: shop}, spec: {template: {metadata: {labels: {app: w}}, spec: {containers: []}}}}",
  );

  const plans = await planTogether([app("old", [service, pods], [service]), app("next", [], [pods])]);

  expect(plans.flatMap(({ plan }) => plan.changes.flatMap(({ risks }) => risks))).toEqual([]);
});

test("of two overlays of one base each stands alone: the other's pods are not its own", async () => {
  const service = manifest("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {app: w}}}");
  const pods = manifest(
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, spec: {template: {metadata: {labels: {app: w}}, spec: {containers: []}}}}",
  );

  const [one, other] = await planTogether([
    app("one", [service, pods], [service]),
    app("other", [service, pods], [service, pods]),
  ]);

  expect(one?.plan.changes.map(({ risks }) => risks)).toEqual([["loses-endpoints"]]);
  expect(other?.plan.changes).toEqual([]);
});

test("between two overlays of one base nothing moves, unless it says where it is", async () => {
  const common = manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: common}}");
  const bare = manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");

  const copies = await planTogether([app("one", [common, bare], [common]), app("two", [common], [common, bare])]);
  const placed = await planTogether([
    app("one", [common, config("a")], [common]),
    app("two", [common], [common, config("a")]),
  ]);

  expect(copies.flatMap(({ plan }) => plan.changes.map(({ action }) => action))).toEqual(["delete", "create"]);
  expect(placed.flatMap(({ plan }) => plan.changes.map(({ movedFrom }) => movedFrom))).toEqual(["one (prod)"]);
});

test("one resource in two applications is a warning that names both, once it is new", async () => {
  const [first, second] = [config("a", "a.yaml"), config("b", "b.yaml")];

  const fresh = await planTogether([app("one", [first], [first]), app("two", [], [second])]);
  const known = await planTogether([app("one", [first], [first]), app("two", [second], [config("c", "b.yaml")])]);

  expect(fresh.flatMap(({ findings }) => findings)).toEqual([
    expect.objectContaining({
      rule: "shared-resource",
      severity: "warning",
      path: "b.yaml",
      application: "two",
      message: expect.stringContaining("one (prod) in a.yaml:1 and two (prod) in b.yaml:1"),
    }),
  ]);
  expect(known.flatMap(({ findings }) => findings)).toEqual([]);
});

test("without a namespace, and for a Namespace that both make alike, two are no warning", async () => {
  const nowhere = manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");
  const namespace = manifest("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");

  const plans = await planTogether([app("one", [], [nowhere, namespace]), app("two", [], [nowhere, namespace])]);

  expect(plans.flatMap(({ findings }) => findings)).toEqual([]);
});

test("a manifest without a namespace is where its application puts it", async () => {
  const bare = manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {k: a}}");
  const placed = placeIn("shop", [bare], []);
  const [one] = await planTogether([app("one", [...placed], [config("a")])]);

  expect(placed[0]?.id.namespace).toBe("shop");
  expect(one?.plan).toMatchObject({ changes: [], ignored: 1 });
});

test("what has no namespace, or may have none, is left as it is", () => {
  const role = manifest("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}}");
  const custom = manifest("{apiVersion: example.org/v1, kind: Thing, metadata: {name: a}}");
  const other = manifest("{apiVersion: example.org/v1, kind: Thing, metadata: {name: b, namespace: x}}");

  expect(placeIn("shop", [role, custom], []).map(({ id }) => id.namespace)).toEqual([null, null]);
  expect(placeIn("shop", [custom], [other]).map(({ id }) => id.namespace)).toEqual(["shop"]);
  expect(placeIn(null, [custom], [other])).toEqual([custom]);
});

test("an application has a namespace when its parts agree on it", () => {
  const part = (namespace?: string) => ({
    ...{ renderer: "plain", path: "a", inputs: [] },
    recipe: namespace === undefined ? {} : { namespace },
  });

  expect(namespaceOf({ parts: [part("shop"), part("shop")] })).toBe("shop");
  expect(namespaceOf({ parts: [part("shop"), part("other")] })).toBeNull();
  expect(namespaceOf({ parts: [part()] })).toBeNull();
  expect(namespaceOf(null)).toBeNull();
});

function app(name: string, base: readonly Manifest[], head: readonly Manifest[]): PlanInput {
  const application = { name, environment: "prod" };
  return { application, base, head, ignore: [], locateHead: locateByPointer, locateBase: locateByPointer };
}
