import { expect, test } from "vitest";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { type PlanInput, planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop, labels: { app: web } }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: registry.example/web:1.10.0
          env: [{ name: LEVEL, value: info }, { name: REGION, value: eu }]
          resources: { limits: { cpu: "1", memory: 1Gi } }
        - { name: proxy, image: "registry.example/proxy:2.0" }
`;

test("equal sides change nothing", async () => {
  const { plan, subjects } = await plans([manifest(web)], [manifest(web)]);

  expect(plan).toEqual({ status: "known", changes: [], ignored: 0 });
  expect(subjects).toEqual([]);
});

test("a field that changes is told with its path, both values and the line in the head", async () => {
  const { plan } = await plans([manifest(web)], [edited(web, "value: info", "value: debug")]);

  expect(plan.changes).toEqual([
    {
      action: "update",
      apiVersion: "apps/v1",
      id: { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
      fields: [{ path: "spec.template.spec.containers[web].env[LEVEL].value", before: "info", after: "debug" }],
      risks: [],
      sources: [{ path: "/spec/template/spec/containers/0/env/0/value", line: 1 }],
    },
  ]);
});

test("other spellings of the same are counted and not told", async () => {
  const { plan } = await plans(
    [manifest(web)],
    [edited(web, 'cpu: "1", memory: 1Gi', "cpu: 1000m, memory: 1024Mi").object].map((object) => ({
      ...manifest(web),
      object: { ...object, status: { replicas: 2 } },
    })),
  );

  expect(plan).toEqual({ status: "known", changes: [], ignored: 3 });
});

test("named elements in another order are no difference, init containers are", async () => {
  const swapped = edited(
    web,
    "env: [{ name: LEVEL, value: info }, { name: REGION, value: eu }]",
    "env: [{ name: REGION, value: eu }, { name: LEVEL, value: info }]",
  );
  const pod = (names: string) =>
    manifest(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [${names}]}}`);

  expect((await plans([manifest(web)], [swapped])).plan).toEqual({ status: "known", changes: [], ignored: 1 });
  expect((await plans([pod("{name: a}, {name: b}")], [pod("{name: b}, {name: a}")])).plan.changes[0]?.fields).toEqual([
    { path: "spec.initContainers", before: ["a", "b"], after: ["b", "a"], replaces: true },
  ]);
});

test("a version of the same group is an update, another namespace is another thing", async () => {
  const budget = (version: string, namespace: string) =>
    manifest(
      `{apiVersion: policy/${version}, kind: PodDisruptionBudget, metadata: {name: web, namespace: ${namespace}}}`,
    );

  const bumped = await plans([budget("v1beta1", "a")], [budget("v1", "a")]);
  const moved = await plans([budget("v1", "a")], [budget("v1", "b")]);

  expect(bumped.plan.changes.map(({ action, fields }) => [action, fields])).toEqual([
    ["update", [{ path: "apiVersion", before: "policy/v1beta1", after: "policy/v1" }]],
  ]);
  expect(moved.plan.changes.map(({ action, id }) => [action, id.namespace])).toEqual([
    ["delete", "a"],
    ["create", "b"],
  ]);
});

test("what is new is told by its leaves, without what its name says anyway", async () => {
  const { plan } = await plans(
    [],
    [manifest("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {x: y}}, data: {k: v}}")],
  );

  expect(plan.changes[0]).toMatchObject({
    action: "create",
    fields: [
      { path: "metadata.labels.x", before: null, after: "y" },
      { path: "data.k", before: null, after: "v" },
    ],
    sources: [{ path: "/", line: 1 }],
  });
});

test("what goes is told without fields, on the base's line", async () => {
  const { plan, subjects } = await plans([manifest(web)], [], {
    locateBase: async () => ({ path: "old.yaml", line: 7 }),
    locateHead: () => Promise.reject(new Error("the head does not have it")),
  });

  expect(plan.changes).toMatchObject([{ action: "delete", fields: [], sources: [{ path: "old.yaml", line: 7 }] }]);
  expect(subjects).toMatchObject([{ new: null, old: { id: { name: "web" } }, change: { action: "delete" } }]);
});

test("a base that did not render makes everything a create, with the reason beside it", async () => {
  const { plan } = await plans(null, [manifest(web)], { baseNote: "The base did not render: a tool is missing." });

  expect(plan).toMatchObject({ note: "The base did not render: a tool is missing.", changes: [{ action: "create" }] });
});

test("fields the configuration ignores are counted, and what is below them", async () => {
  const next = edited(web, "labels: { app: web } }\nspec", 'labels: { app: web, "helm.sh/chart": web-2 } }\nspec');
  const image = edited(web, "proxy:2.0", "proxy:2.1");

  const ignoring = (...ignore: string[]) => ({ ignore });
  expect((await plans([manifest(web)], [next], ignoring("metadata.labels[helm.sh/chart]"))).plan).toMatchObject({
    changes: [],
    ignored: 1,
  });
  expect(
    (await plans([manifest(web)], [image], ignoring("spec.template.spec.containers[*].image"))).plan,
  ).toMatchObject({ changes: [], ignored: 1 });
  expect(
    (await plans([manifest(web)], [image], ignoring("spec.template.spec.containers[web]"))).plan.changes,
  ).toHaveLength(1);
});

test("a generated ConfigMap is the same thing under its new name, and reads as one file before and after", async () => {
  const config = (hash: string, text: string) =>
    manifest(
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: web-${hash}}, data: {app.ini: ${JSON.stringify(text)}}}`,
    );

  const { plan } = await plans([config("k2d9t5h6fm", "a=1\nb=2\n")], [config("b8gc47kt22", "a=1\nb=3\n")]);

  expect(plan.changes).toMatchObject([
    {
      action: "update",
      id: { name: "web-b8gc47kt22" },
      fields: [
        { path: "metadata.name", before: "web-k2d9t5h6fm", after: "web-b8gc47kt22" },
        { path: "data[app.ini].b", before: "2", after: "3" },
      ],
    },
  ]);
});

test("an immutable ConfigMap under a new generated name is updated, because nothing is changed in place", async () => {
  const config = (hash: string) =>
    manifest(`{apiVersion: v1, kind: ConfigMap, immutable: true, metadata: {name: web-${hash}}, data: {k: ${hash}}}`);

  const { plan } = await plans([config("k2d9t5h6fm")], [config("b8gc47kt22")]);

  expect(plan.changes).toMatchObject([{ action: "update", risks: [] }]);
});

test("names that only look generated, or that several share, are told as they are", async () => {
  const config = (name: string) => manifest(`{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`);
  const actionsOf = async (base: string[], head: string[]) =>
    (await plans(base.map(config), head.map(config))).plan.changes.map(({ action }) => action);

  expect(await actionsOf(["web-aeioulnprs"], ["web-aeioulnpra"])).toEqual(["delete", "create"]);
  expect(await actionsOf(["web-k2d9t5h6fm"], ["web-b8gc47kt22", "web-b8gc47kt24"])).toEqual([
    "delete",
    "create",
    "create",
  ]);
});

test("two manifests of one identity are a finding on the later, naming both; the later counts", async () => {
  const head = [
    manifest(web, { path: "a.yaml", line: 3 }),
    { ...edited(web, "replicas: 2", "replicas: 5"), origins: manifest(web, { path: "b.yaml", line: 9 }).origins },
  ];

  const { findings, plan } = await plans([manifest(web)], head);

  expect(findings).toMatchObject([
    {
      check: "plan",
      rule: "duplicate-resource",
      severity: "error",
      path: "b.yaml",
      line: 9,
      application: "web",
      environment: "prod",
      resource: "Deployment shop/web",
    },
  ]);
  expect(findings[0]?.message).toContain("in a.yaml:3 and in b.yaml:9");
  expect(plan.changes.map(({ fields }) => fields)).toEqual([
    [{ path: "spec.replicas", before: 2, after: 5, note: "from 2 to 5" }],
  ]);
});

test("duplicates that lose nothing or that the base has already only warn", async () => {
  const other = edited(web, "replicas: 2", "replicas: 5");

  expect((await plans([], [manifest(web), manifest(web)])).findings).toMatchObject([{ severity: "warning" }]);
  expect((await plans([manifest(web), other], [manifest(web), other])).findings).toMatchObject([
    { severity: "warning" },
  ]);
  expect((await plans([other, manifest(web)], [manifest(web), other])).findings).toMatchObject([{ severity: "error" }]);
});

test("of several sources that give the same the last counts, with a warning", async () => {
  const other = edited(web, "replicas: 2", "replicas: 5");
  const { findings } = await planChanges({
    ...{ application: { name: "web", environment: "prod" }, base: [], head: [manifest(web), other], ignore: [] },
    ...{ manySources: true, locateBase: locateByPointer, locateHead: locateByPointer },
  });

  expect(findings).toMatchObject([{ rule: "duplicate-resource", severity: "warning" }]);
});

test("deletes come first, then replaces, updates and creates", async () => {
  const config = (name: string, value: string) =>
    manifest(`{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {k: ${value}}}`);
  const job = (image: string) =>
    manifest(
      `{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {containers: [{name: c, image: ${image}}]}}}}`,
    );

  const { plan } = await plans(
    [config("gone", "a"), config("kept", "a"), job("x:1")],
    [config("new", "a"), config("kept", "b"), job("x:2")],
  );

  expect(plan.changes.map(({ action, id }) => `${action} ${id.name}`)).toEqual([
    "delete gone",
    "replace j",
    "update kept",
    "create new",
  ]);
});

test("a secret's values are in no field, and their change is visible", async () => {
  const secret = (data: string, more = "") =>
    manifest(`{apiVersion: v1, kind: Secret, metadata: {name: s${more}}, data: {${data}}}`);

  const { plan } = await plans(
    [secret("kept: SAME, changed: OLDVALUE, gone: GONEVALUE, 'a KEYVALUE!': x")],
    [secret("kept: SAME, changed: NEWVALUE, come: COMEVALUE, 'a KEYVALUE!': y")],
  );
  const created = await plans([], [secret("a: CREATED")]);

  expect(plan.changes[0]?.fields).toEqual([
    { path: "data.changed", before: "(hidden)", after: "(hidden, changed)" },
    { path: "data.gone", before: "(hidden)", after: null },
    { path: "data[(no key)]", before: "(hidden)", after: "(hidden, changed)" },
    { path: "data.come", before: null, after: "(hidden)" },
  ]);
  expect(created.plan.changes[0]?.fields).toEqual([{ path: "data.a", before: null, after: "(hidden)" }]);
  expect(JSON.stringify([plan, created.plan])).not.toMatch(/VALUE|SAME|CREATED|hidden:/);
});

test("values of an environment are hidden where their name says that they are secret, and shown otherwise", async () => {
  const pod = (env: string) =>
    manifest(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, env: [${env}]}]}}`);

  const { plan } = await plans(
    [pod("{name: DB_PASSWORD, value: OLDVALUE}, {name: MODE, value: slow}")],
    [pod("{name: DB_PASSWORD, value: NEWVALUE}, {name: MODE, value: fast}, {name: API_TOKEN, value: ADDEDVALUE}")],
  );
  const created = await plans([], [pod("{name: DB_PASSWORD, value: NEWVALUE}")]);

  expect(JSON.stringify([plan, created.plan])).not.toMatch(/VALUE|hidden:/);
  expect(plan.changes[0]?.fields).toEqual([
    {
      path: "spec.containers[c].env[DB_PASSWORD].value",
      before: "(hidden)",
      after: "(hidden, changed)",
      replaces: true,
    },
    { path: "spec.containers[c].env[MODE].value", before: "slow", after: "fast", replaces: true },
    {
      path: "spec.containers[c].env[API_TOKEN]",
      before: null,
      after: { name: "API_TOKEN", value: "(hidden)" },
      replaces: true,
    },
  ]);
});

test("copies of secrets in Lists, in the last applied configuration and in named fields are hidden too", async () => {
  const list = (value: string) =>
    manifest(
      `{apiVersion: v1, kind: SecretList, metadata: {name: l}, items: [{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: ${value}}}]}`,
    );
  const copy = (value: string) =>
    manifest(
      `{apiVersion: v1, kind: Secret, metadata: {name: s, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":"${value}"}'}}}`,
    );
  const release = (value: string) =>
    manifest(
      `{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: r}, spec: {values: {users: [{name: a, password: ${value}}]}}}`,
    );

  for (const make of [list, copy, release]) {
    const { plan } = await plans([make("OLDVALUE")], [make("NEWVALUE")], { hide: ["spec.values.users[*].password"] });
    expect(plan.changes).toHaveLength(1);
    expect(JSON.stringify(plan)).not.toContain("VALUE");
    expect(JSON.stringify(plan)).toContain("(hidden, changed)");
  }
});

test("planned again, and with the manifests in another order, a plan is the same to the byte", async () => {
  const secret = (value: string) =>
    manifest(`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: ${value}}}`);
  const config = (text: string) =>
    manifest(`{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {app.yaml: ${JSON.stringify(text)}}}`);
  const base = [manifest(web), secret("b2xk"), config("a: 1\nb: {password: one}\n")];
  const head = [edited(web, "web:1.10.0", "web:1.9.0"), secret("bmV3"), config("b: {password: two}\na: 2\n")];

  const [first, again, turned] = await Promise.all([
    plans(base, head),
    plans(base, head),
    plans(base.toReversed(), head.toReversed()),
  ]);

  expect(first.plan.changes).toHaveLength(3);
  expect(JSON.stringify(again.plan)).toBe(JSON.stringify(first.plan));
  expect(JSON.stringify(turned.plan)).toBe(JSON.stringify(first.plan));
});

test("a change of everything looks up a bounded number of lines", async () => {
  const config = (value: string) =>
    manifest(
      JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "c" },
        data: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, value])),
      }),
    );

  const { plan } = await plans([config("a")], [config("b")]);

  expect(plan.changes[0]?.fields).toHaveLength(500);
  expect(plan.changes[0]?.sources).toHaveLength(20);
});

function plans(base: readonly Manifest[] | null, head: readonly Manifest[], more: Partial<PlanInput> = {}) {
  return planChanges({
    application: { name: "web", environment: "prod" },
    base,
    head,
    ignore: [],
    locateHead: locateByPointer,
    locateBase: locateByPointer,
    ...more,
  });
}

function edited(text: string, from: string, to: string): Manifest {
  if (!text.includes(from)) throw new Error(`the manifest has no ${from}`);
  return manifest(text.replace(from, to));
}
