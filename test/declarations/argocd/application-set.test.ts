import fc from "fast-check";
import { expect, test } from "vitest";
import { application, applicationSet, declared, here, manifestIn } from "./objects.ts";

const git = (rest: string) => `    - git:\n        repoURL: ${here}\n        revision: HEAD\n${rest}`;

/** Names and paths of what is generated, and why the rest is not. */
async function generated(
  set: string,
  files: Readonly<Record<string, string>> = {},
  given: Parameters<typeof declared>[1] = {},
) {
  const { applications, notEvaluated } = await declared({ "set.yaml": set, ...files }, given);
  return {
    applications: applications.map(({ name, parts }) => `${name} ${parts.map(({ path }) => path).join()}`),
    reasons: notEvaluated.map(({ line, reason }) => `${line}: ${reason.replace("ApplicationSet all: ", "")}`),
  };
}

const apps = {
  ...manifestIn("apps/web"),
  ...manifestIn("apps/db_1"),
  ...manifestIn("apps/old"),
  ...manifestIn("apps/.hidden/x"),
};

test("each element of a list makes an Application", async () => {
  const set = applicationSet(
    "    - list:\n        elements:\n          - {name: web, dir: apps/web}\n          - {name: db, dir: apps/db_1}\n",
    {
      name: "{{ name }}",
      path: "{{dir}}",
    },
  );

  expect(await generated(set, apps)).toEqual({ applications: ["web apps/web", "db apps/db_1"], reasons: [] });
});

test("elements may be written as text", async () => {
  const set = applicationSet(
    "    - list:\n        elementsYaml: |\n          - name: web\n            dir: {of: apps/web}\n",
    {
      name: "{{ .name }}",
      path: "{{ .dir.of }}",
      go: true,
    },
  );

  expect((await generated(set, apps)).applications).toEqual(["web apps/web"]);
});

test("directories make Applications, less those that are excluded or hidden", async () => {
  const set = applicationSet(
    git("        directories:\n          - path: apps/*\n          - path: apps/old\n            exclude: true\n"),
    {
      name: "{{path.basenameNormalized}}-{{path[0]}}",
      path: "{{path}}",
    },
  );

  expect((await generated(set, apps)).applications).toEqual(["db-1-apps apps/db_1", "web-apps apps/web"]);
});

test("a star stays within a directory, and the path's parameters take a prefix", async () => {
  const set = applicationSet(git("        pathParamPrefix: my\n        directories:\n          - path: '*/*/x'\n"), {
    name: "{{ .my.path.basename }}-{{ index .my.path.segments 1 }}",
    path: "{{ .my.path.path }}",
    go: true,
  });

  expect((await generated(set, { ...manifestIn("a/b/x"), ...manifestIn("a/b/c/x") })).applications).toEqual([
    "x-b a/b/x",
  ]);
});

test("files make Applications of what they hold, JSON and YAML, one or a list", async () => {
  const files = {
    "clusters/a/config.json": '{"name": "one", "app": {"dir": "apps/web"}, "count": 2}',
    "clusters/b/config.yaml": "- name: two\n  app: {dir: apps/old}\n- name: three\n  app: {dir: apps/old}\n",
    "clusters/b/deep/er/config.yaml": "name: four\napp: {dir: apps/web}\n",
    "clusters/c/other.yaml": "name: no\n",
  };
  const generator = git("        files:\n          - path: clusters/**/config.*\n");

  const flat = await generated(applicationSet(generator, { name: "{{name}}-{{path.basename}}", path: "{{app.dir}}" }), {
    ...files,
    ...apps,
  });
  const go = await generated(
    applicationSet(generator, { name: "{{.name}}-{{.path.basename}}", path: "{{.app.dir}}", go: true }),
    { ...files, ...apps },
  );

  expect(flat.applications).toEqual(["one-a apps/web", "two-b apps/old", "three-b apps/old", "four-er apps/web"]);
  expect(go.applications).toEqual(flat.applications);
});

test("a star of the files generator crosses directories, as git has it", async () => {
  const files = {
    "clusters/a/config.json": '{"n": "a"}',
    "clusters/b/c/config.json": '{"n": "c"}',
    "clusters/b/c/x.json": '{"n": "x"}',
  };
  const set = applicationSet(
    git(
      "        files:\n          - path: clusters/*/config.json\n          - path: clusters/b\n            exclude: true\n",
    ),
    {
      name: "{{n}}",
      path: "apps/web",
    },
  );

  expect((await generated(set, { ...files, ...apps })).applications).toEqual(["a apps/web"]);
});

test("what is flat is printed as Go prints it", async () => {
  const files = { "c.yaml": "number: 1234567\nsmall: 3\nflag: true\nnothing:\nlist: [a, b]\n" };
  const set = applicationSet(
    git(
      "        files:\n          - path: c.yaml\n        values:\n          seen: '{{number}} {{small}} {{flag}} {{nothing}} {{list.1}} {{missing}}'\n",
    ),
    {
      name: "x",
      path: "apps/web",
    },
  ).replace("      source:\n", '      source:\n        helm: {parameters: [{name: seen, value: "{{values.seen}}"}]}\n');

  const { applications } = await declared({ "set.yaml": set, ...files, ...apps });

  expect(applications[0]?.parts[0]?.recipe.helm?.parameters[0]?.value).toBe("1.234567e+06 3 true <nil> b {{missing}}");
});

const elements = (...names: readonly string[]) =>
  `- list:\n                elements: [${names.map((name) => `{${name}}`).join(", ")}]\n`;

test("a matrix combines two generators, and the second may use the first's parameters", async () => {
  const set = applicationSet(
    `    - matrix:\n        generators:\n            ${elements("dir: apps", "dir: other")}            - git:\n                repoURL: ${here}\n                revision: HEAD\n                directories: [{path: "{{dir}}/*"}]\n`,
    { name: "{{dir}}-{{path.basenameNormalized}}", path: "{{path}}" },
  );

  expect((await generated(set, { ...manifestIn("apps/web"), ...manifestIn("other/x") })).applications).toEqual([
    "apps-web apps/web",
    "other-x other/x",
  ]);
});

test("a merge overrides what is equal in its keys, and forgets what nothing equals", async () => {
  const set = applicationSet(
    `    - merge:\n        mergeKeys: [name]\n        generators:\n            ${elements("name: a, dir: apps/web", "name: b, dir: apps/web")}            ${elements("name: b, dir: apps/old", "name: c, dir: apps/old")}`,
    { name: "{{.name}}", path: "{{.dir}}", go: true },
  );

  expect((await generated(set, apps)).applications).toEqual(["a apps/web", "b apps/old"]);
});

test("a selector leaves out what does not match, whatever made it", async () => {
  const set = applicationSet(
    "    - list:\n        elements: [{name: a, of: {tier: x}}, {name: b, of: {tier: y}}, {name: c}]\n      selector:\n        matchExpressions: [{key: of.tier, operator: NotIn, values: [x]}]\n        matchLabels: {}\n",
    { name: "{{.name}}", path: "apps/web", go: true },
  );

  expect((await generated(set, apps)).applications).toEqual(["b apps/web", "c apps/web"]);
});

test("a generator's own template comes before the ApplicationSet's", async () => {
  const set = applicationSet(
    "    - list:\n        elements: [{name: a}]\n        template:\n          metadata: {name: 'own-{{name}}'}\n          spec: {project: other, source: {path: apps/old}}\n",
    { name: "{{name}}", path: "apps/web" },
  );

  expect((await generated(set, apps)).applications).toEqual(["own-a apps/old"]);
});

test("a template's patch is filled in and laid over", async () => {
  const set = `${applicationSet("    - list:\n        elements: [{name: a, files: [x.yaml]}, {name: b}]\n", { name: "{{.name}}", path: "apps/web", go: true })}  templatePatch: |
    {{- if .files }}
    spec:
      source:
        helm:
          valueFiles:
          {{- range .files }}
            - {{ . }}
          {{- end }}
    {{- end }}
`;

  const { applications } = await declared({ "set.yaml": set, ...apps });

  expect(applications.map(({ parts }) => parts[0]?.recipe.helm?.values.length)).toEqual([1, 0]);
});

test.each([
  ["    - clusters: {}\n", "9: Its generator clusters asks Argo CD which clusters there are, which git cannot tell."],
  [
    "    - scmProvider: {github: {}}\n",
    "9: Its generator scmProvider asks a forge which repositories there are, which git cannot tell.",
  ],
  [
    "    - pullRequest: {github: {}}\n",
    "9: Its generator pullRequest asks a forge which pull requests are open, which git cannot tell.",
  ],
  [
    "    - clusterDecisionResource: {}\n",
    "9: Its generator clusterDecisionResource asks the cluster, which git cannot tell.",
  ],
  ["    - plugin: {}\n", "9: Its generator plugin asks a plugin, which git cannot tell."],
  ["    - unknown: {}\n", "9: It has a generator of no kind that is known."],
  [
    `    - matrix:\n        generators:\n            ${elements("a: b")}            - clusters: {}\n`,
    "13: Its generator clusters asks Argo CD which clusters there are, which git cannot tell.",
  ],
  [
    `    - matrix:\n        generators:\n            ${elements("a: b")}`,
    "9: Its matrix has not two generators, and Argo CD takes no other number.",
  ],
  [
    `    - matrix:\n        generators:\n            ${elements("a: b")}            ${elements("a: c")}`,
    "9: Both generators of its matrix have the parameter a, and not the same value for it.",
  ],
  [
    git("        directories: [{path: a}]\n").replace(here, "https://github.com/acme/other"),
    "10: Its git generator looks into another repository, https://github.com/acme/other, which is not read here.",
  ],
  [
    git("        directories: [{path: a}]\n").replace("HEAD", "v1.0.0"),
    "11: It is deployed from v1.0.0, and not from the branch main.",
  ],
  [
    git("        files: [{path: ../x}]\n"),
    "12: Its git generator looks for ../x, which git takes for no path inside the repository.",
  ],
  [git("        files: [{path: broken.yaml}]\n"), "9: Its git generator reads broken.yaml:1, which is no YAML: "],
  [
    git("        files: [{path: text.yaml}]\n"),
    "9: Its git generator reads text.yaml, which holds neither a mapping nor a list of them.",
  ],
  ["    - list: 3\n", "9: Argo CD expects a mapping here, and spec.generators.0.list is a number."],
  [
    "    - list:\n        elements: [{name: 1}]\n",
    "10: Argo CD expects text here, and spec.generators.0.list.elements.0.name is a number.",
  ],
  [
    "    - list:\n        elements: [{name: a}, {name: a}]\n",
    "14: It generates two Applications called a, and Argo CD then applies none.",
  ],
  ["    - list:\n        elements: [{name: A_b}]\n", '14: Its name would be "A_b", and Kubernetes takes none such.'],
  [
    "    - list:\n        elements: [{other: a}]\n",
    '14: Its name would be "{{name}}", and Kubernetes takes none such.',
  ],
])("%j is not evaluated, saying why", async (generators, reason) => {
  const set = applicationSet(generators, { name: "{{name}}", path: "apps/web" });

  const { applications, reasons } = await generated(set, { ...apps, "broken.yaml": "a: [", "text.yaml": "text" });

  expect(applications).toEqual([]);
  expect(reasons).toEqual([expect.stringContaining(reason)]);
});

test("what a template uses and nobody here knows is named with its line", async () => {
  const set = applicationSet("    - list:\n        elements: [{name: a}]\n", {
    name: "{{ .name }}-{{ randAlpha 5 }}",
    path: "apps/web",
    go: true,
  });

  expect((await generated(set, apps)).reasons).toEqual([
    "14: The template uses the function randAlpha, which is not evaluated.",
  ]);
});

test("a generator that makes nothing says so where it may mean another repository", async () => {
  const set = applicationSet(git("        directories: [{path: nowhere/*}]\n"), {
    name: "{{path.basename}}",
    path: "{{path}}",
  });

  expect(await generated(set, apps)).toEqual({ applications: [], reasons: [] });
  expect((await generated(set, apps, { self: null })).reasons).toEqual(["9: Its generator git finds nothing here."]);
});

test("a generator that cannot be evaluated leaves the others", async () => {
  const set = applicationSet("    - clusters: {}\n    - list:\n        elements: [{name: a}]\n", {
    name: "{{name}}",
    path: "apps/web",
  });

  const { applications, reasons } = await generated(set, apps);

  expect(applications).toEqual(["a apps/web"]);
  expect(reasons).toHaveLength(1);
});

test("clusters whose Secrets are in the repository are taken, and that there may be others is said", async () => {
  const secret = (name: string, env: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n  labels: {argocd.argoproj.io/secret-type: cluster, env: ${env}}\nstringData: {name: ${name}, server: "https://${name}.example"}\n`;
  const files = { "clusters/a.yaml": secret("a", "prod"), "clusters/b.yaml": secret("b", "dev"), ...apps };
  const set = applicationSet("    - clusters:\n        selector: {matchLabels: {env: prod}}\n", {
    name: "web-{{name}}-{{metadata.labels.env}}",
    path: "apps/web",
  });

  const { applications, reasons } = await generated(set, files);

  expect(applications).toEqual(["web-a-prod apps/web"]);
  expect(reasons).toEqual([
    "9: Its generator clusters asks Argo CD which clusters there are, which git cannot tell; those whose Secrets are in the repository are taken: a.",
  ]);
});

test("one line of a template has the same trouble for everything: it is said once, with how many", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `{name: a${index}}`).join(", ");
  const set = applicationSet(`    - list:\n        elements: [${names}]\n`, {
    name: "{{name}}",
    path: "nowhere/{{name}}",
  });

  expect((await generated(set)).reasons).toEqual([
    "19: It is to be found in nowhere/a0, and there is no such directory. So it is with 19 more that it generates.",
  ]);
});

test.each([
  [
    `    - matrix:\n        generators:\n            ${elements(...many(300))}            ${elements(...many(300, "b"))}`,
    /It would generate more than 5000 Applications/,
  ],
  [
    `    - list:\n        elements: [${many(6000)
      .map((one) => `{${one}}`)
      .join(", ")}]\n`,
    /It would generate more than 5000 Applications/,
  ],
])("a matrix that explodes is refused", async (generators, reason) => {
  const set = applicationSet(generators, { name: "{{a}}", path: "apps/web" });

  const { applications, reasons } = await generated(set, apps);

  expect(applications).toEqual([]);
  expect(reasons).toEqual([expect.stringMatching(reason)]);
});

function many(count: number, key = "a"): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${key}: x${index}`);
}

const anything = fc.anything({
  maxDepth: 4,
  values: [
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("{{", "{{.a}}", "{{a}}", "/", "..", here),
  ],
});
const likely = fc.dictionary(
  fc.constantFrom(
    "source",
    "sources",
    "repoURL",
    "path",
    "helm",
    "kustomize",
    "directory",
    "valueFiles",
    "values",
    "generators",
    "list",
    "elements",
    "git",
    "matrix",
    "merge",
    "template",
    "metadata",
    "spec",
    "goTemplate",
    "selector",
    "ref",
    "chart",
  ),
  anything,
  { maxKeys: 6 },
);

test("whatever an object holds, it is declared or not evaluated, with a line, and nothing is thrown", async () => {
  const file = "objects.json";
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("Application", "ApplicationSet"),
      fc.oneof(anything, likely),
      async (kind, spec) => {
        const object = { apiVersion: "argoproj.io/v1alpha1", kind, metadata: { name: "x" }, spec };

        const { applications, notEvaluated } = await declared({ [file]: JSON.stringify(object) });

        for (const one of applications) expect(one.parts.length).toBeGreaterThan(0);
        for (const one of notEvaluated)
          expect(one).toMatchObject({ path: file, line: expect.any(Number), reason: expect.stringMatching(/\S/) });
      },
    ),
    { numRuns: 300 },
  );
});

test("hundreds of Applications in one file are declared", async () => {
  const one = (index: number) =>
    application(`  source: {repoURL: "${here}", path: web}\n`).replace("name: web", `name: web-${index}`);
  const files = {
    "all.yaml": Array.from({ length: 500 }, (_, index) => one(index)).join("---\n"),
    ...manifestIn("web"),
  };

  const { applications } = await declared(files);

  expect(applications).toHaveLength(500);
});
