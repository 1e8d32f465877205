import { describe, expect, test } from "vitest";
import { newestKubernetes } from "../../src/checks/schema/versions.ts";
import { argumentsOf, defaultKubernetesVersion } from "../../src/renderers/helm/run.ts";
import type { RenderPorts } from "../../src/renderers/renderer.ts";
import { chart, configMap, file, hasHelm, objects, packed, render, rendered, told } from "./helm/charts.ts";
import { noTools } from "./rendering.ts";

const web = {
  "web/Chart.yaml": chart("web", 'appVersion: "2.4"\n'),
  "web/values.yaml": "replicas: 1\nimage: {repository: nginx, tag: one}\n",
  "web/templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`,
};

test("charts are rendered for the release that manifests are checked against", () => {
  expect(defaultKubernetesVersion).toBe(newestKubernetes);
});

describe.skipIf(!hasHelm)("a chart", () => {
  test("is rendered with its layers of values, the last over those before it, and parameters over all", async () => {
    const files = {
      ...web,
      "envs/one.yaml": "replicas: 2\nimage: {tag: two}\n",
      "envs/two.yaml": "image: {tag: three}\n",
    };
    const values = [file("envs/one.yaml"), file("envs/two.yaml"), file("envs/none.yaml", true)];
    const parameters = [{ name: "image.repository", value: "a,b", text: true }];

    expect(objects(await render(files, { values, parameters }))).toMatchObject([
      { spec: { replicas: 2, template: { spec: { containers: [{ image: "a,b:three" }] } } } },
    ]);
  });

  test("takes values that another object holds", async () => {
    const values = { replicas: 7 };
    const inline = { from: "inline", values, at: { path: "a.yaml", line: 3 }, document: 0, pointer: "/spec/values" };
    const rendering = await render(web, { values: [{ ...inline, from: "inline" }] });

    expect(objects(rendering)).toMatchObject([{ spec: { replicas: 7 } }]);
    expect(rendered(rendering).manifests[0]?.origins).toContainEqual({
      path: "a.yaml",
      line: 3,
      document: 0,
      role: "values",
      within: ["spec", "values"],
    });
  });

  test("is rendered for a release, a namespace, a Kubernetes version and API versions", async () => {
    const files = {
      "web/Chart.yaml": chart("web"),
      "web/templates/a.yaml": configMap(
        "{{ .Release.Name }}",
        'a: {{ .Release.Namespace }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "a.b/v1" }}',
      ),
    };
    const recipe = { kubernetesVersion: "1.31", apiVersions: ["a.b/v1"] };

    expect(objects(await render(files, { release: "shop", namespace: "stores", recipe }))).toMatchObject([
      { metadata: { name: "shop" }, data: { a: "stores v1.31.0 true" } },
    ]);
    expect(objects(await render(files))).toMatchObject([{ data: { a: "default v1.36.0 false" } }]);
  });

  test("brings its hooks and custom resources, and no tests and notes", async () => {
    const hook = (name: string, kind: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  annotations: {"helm.sh/hook": ${kind}}\n`;
    const files = {
      "web/Chart.yaml": chart("web"),
      "web/crds/crd.yaml":
        "kind: A\napiVersion: a/v1\nmetadata: {name: a}\n---\nkind: B\napiVersion: a/v1\nmetadata: {name: b}\n",
      "web/templates/hook.yaml": hook("migrate", "pre-install"),
      "web/templates/tests/test.yaml": hook("try", "test"),
      "web/templates/NOTES.txt": "Now open {{ .Values.host }}",
    };

    const manifests = rendered(await render(files)).manifests;

    expect(manifests.map(({ id, origins }) => [id.name, origins[0]?.path, origins[0]?.line])).toEqual([
      ["a", "web/crds/crd.yaml", 1],
      ["b", "web/crds/crd.yaml", 5],
      ["migrate", "web/templates/hook.yaml", 1],
    ]);
    expect(manifests[2]?.object).toMatchObject({ metadata: { annotations: { "helm.sh/hook": "pre-install" } } });
    expect(rendered(await render(files, { skipCrds: true })).manifests.map(({ id }) => id.name)).toEqual(["migrate"]);
  });

  test("tells each manifest where its document begins, however Helm orders them", async () => {
    const template = `{{- range $i := until 2 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-{{ $i }}
{{- end }}
{{- if .Values.enabled }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: b
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
{{- end }}
`;
    const files = {
      "web/Chart.yaml": chart("web"),
      "web/values.yaml": "enabled: true\n",
      "web/templates/all.yaml": template,
    };

    const places = rendered(await render(files)).manifests.map(({ id, origins }) => `${id.name} ${origins[0]?.line}`);

    expect(places).toEqual(["b 10", "a 15", "web-0 3", "web-1 3"]);
  });

  test("that writes no resources is told at its template", async () => {
    const files = {
      "web/Chart.yaml": chart("web"),
      "web/templates/a.yaml": "{{/* nothing */}}\nkind: Pod\napiVersion: v1\n",
    };

    expect(told(await render(files))).toEqual(["web/templates/a.yaml:2 output: This Pod has no metadata."]);
  });

  test("is patched by what its engine lays over it, but for hooks", async () => {
    const files = {
      ...web,
      "web/templates/hook.yaml":
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: hook\n  annotations: {"helm.sh/hook": pre-install}\nspec: {replicas: 1}\n',
    };
    const patch = "- op: replace\n  path: /spec/replicas\n  value: 9\n";
    const postRender = [
      { kustomize: { patches: [{ target: { kind: "Deployment" }, patch }], images: [{ name: "nginx", newTag: "x" }] } },
    ];

    const [first, second] = objects(await render(files, { postRender }));

    expect(first).toMatchObject({ spec: { replicas: 9, template: { spec: { containers: [{ image: "nginx:x" }] } } } });
    expect(first).not.toHaveProperty("metadata.annotations");
    expect(second).toMatchObject({ spec: { replicas: 1 } });
    expect(told(await render(files, { postRender: [{ patches: [{ path: "/etc/passwd" }] }] }))).toEqual([
      "web/Chart.yaml:1 post-render: A patch of what the chart renders names a file; it can only be written inline.",
    ]);
  });
});

describe.skipIf(!hasHelm)("what is wrong with a chart is told in a sentence at its line:", () => {
  const withTemplate = (text: string, values = "") => ({
    "web/Chart.yaml": chart("web"),
    "web/values.yaml": values,
    "web/templates/_helpers.tpl": '{{- define "web.name" -}}\n{{ required "Say a name." .Values.name }}\n{{- end -}}\n',
    "web/templates/a.yaml": `kind: ConfigMap\n${text}`,
  });

  test.each([
    [
      "a missing value",
      "a: {{ .Values.a.b }}",
      "web/templates/a.yaml:2 template: This template fails: .Values.a.b: nil pointer evaluating interface {}.b.",
    ],
    [
      "an unknown function",
      "a: {{ nofunc 1 }}",
      'web/templates/a.yaml:2 template: This template fails: function "nofunc" not defined.',
    ],
    ["a broken action", "a: {{ if }}", "web/templates/a.yaml:2 template: This template fails: missing value for if."],
    ["what an author requires", '\na: {{ include "web.name" . }}', "web/templates/a.yaml:3 template: Say a name."],
    [
      "what an author refuses",
      'a: {{ fail "Not in this version" }}',
      "web/templates/a.yaml:2 template: Not in this version.",
    ],
    [
      "what is no YAML",
      "a: b: c",
      "web/templates/a.yaml:1 template: What this template writes is no YAML: mapping values are not allowed in this context in line 2 of what it writes.",
    ],
  ])("%s", async (_, text, expected) => {
    expect(told(await render(withTemplate(text)))).toEqual([expected]);
  });

  test("a template that includes itself", async () => {
    const recursive = `{{ define "x" }}{{ include "x" . }}{{ end }}a: {{ include "x" . }}`;

    expect(told(await render(withTemplate(recursive)))).toEqual([
      "web/templates/a.yaml:2 template: This template includes itself without end.",
    ]);
  });

  test("values that are secrets are not repeated", async () => {
    const values = "db: {password: hunter2-hunter2, port: 1}\n";
    const failing = '{{ fail (printf "cannot use %s, %s" .Values.db.password (.Values.db.password | b64enc)) }}';

    const [message] = told(await render(withTemplate(`a: ${failing}`, values)));
    const [dump] = told(await render(withTemplate(`a: {{ fail (toString .Values.db) }}`, values)));

    expect(message).toBe("web/templates/a.yaml:2 template: cannot use •••, •••.");
    expect(dump).toBe("web/templates/a.yaml:2 template: map[…].");
  });

  test("values files that cannot be read", async () => {
    const broken = { ...web, "bad.yaml": "a: 1\nb: [\nc" };
    const own = { ...web, "web/values.yaml": "a: 1\nb: [\nc" };

    expect(told(await render(broken, { values: [file("bad.yaml")] }))).toEqual([
      expect.stringMatching(/^bad\.yaml:3 values: These values cannot be read: did not find expected/),
    ]);
    expect(told(await render(own))).toEqual([
      expect.stringMatching(/^web\/values\.yaml:3 values: These values cannot be read: did not find expected/),
    ]);
    expect(
      told(await render(web, { values: [file("no.yaml")], recipe: { declaredAt: { path: "app.yaml", line: 9 } } })),
    ).toEqual(["app.yaml:9 values: There is no values file no.yaml."]);
  });

  test("a chart for another Kubernetes, a release that is none, a directory that is no chart", async () => {
    const other = { ...web, "web/Chart.yaml": chart("web", "\nkubeVersion: '>=1.99'\n") };

    expect(told(await render(other))).toEqual([
      "web/Chart.yaml:5 chart: This chart is for Kubernetes >=1.99, and it is rendered for 1.36.0.",
    ]);
    expect(told(await render(web, { release: "--debug" }))).toEqual([
      'web/Chart.yaml:1 release: "--debug" is no name for a Helm release.',
    ]);
    expect(told(await render(web, { namespace: "a b" }))).toEqual([
      'web/Chart.yaml:1 release: "a b" is no name of a namespace.',
    ]);
    expect(told(await render(web, { path: "api" }))).toEqual([
      "api/Chart.yaml:1 chart: There is no Chart.yaml in api; add one, or correct the path.",
    ]);
    expect(told(await render({ ...web, "web/Chart.yaml": "a: [" }))).toEqual([
      expect.stringMatching(/^web\/Chart\.yaml:1 chart: Chart\.yaml cannot be read: /),
    ]);
  });
});

describe.skipIf(!hasHelm)("a chart that only asks for values that nothing gives", () => {
  const asking = (template: string, more: Readonly<Record<string, string>> = {}) => ({
    "web/Chart.yaml": chart("web"),
    "web/values.yaml": 'host: ""\n',
    "web/templates/a.yaml": configMap("a", template),
    ...more,
  });
  const required = asking('host: {{ required "Say a host." .Values.host }}');
  const schema = JSON.stringify({ required: ["tenant"] });

  test.each([
    ["by required", required],
    ["by fail", asking('{{ fail "Set it." }}')],
    ["by reading below what is absent", asking("a: {{ .Values.app.name }}")],
    ["by its schema", asking("a: b", { "web/values.schema.json": schema })],
  ])("%s says so", async (_, files) => {
    expect(await render(files)).toMatchObject({ status: "failed", lacksValues: true });
  });

  test("is plainly wrong where something deploys it, or where it is no value that is missing", async () => {
    const declared = await render(required, { recipe: { declaredAt: { path: "app.yaml", line: 1 } } });
    const withValues = await render({ ...required, "prod.yaml": "a: b\n" }, { values: [file("prod.yaml")] });
    const broken = await render(asking("a: {{ nofunc 1 }}"));

    for (const rendering of [declared, withValues, broken]) {
      expect(rendering.status).toBe("failed");
      expect(rendering).not.toHaveProperty("lacksValues");
    }
  });
});

describe.skipIf(!hasHelm)("a chart that is not for the newest Kubernetes", () => {
  const files = {
    "web/Chart.yaml": chart("web", 'kubeVersion: ">=1.20.0-0 <1.30.0-0"\n'),
    "web/templates/a.yaml": configMap("a", "version: {{ .Capabilities.KubeVersion }}"),
  };

  test("is rendered for the newest one it names where nobody says which, and a notice says so", async () => {
    const rendering = await render(files);

    expect(objects(rendering)).toMatchObject([{ data: { version: "v1.29.0" } }]);
    expect(told(rendering)).toEqual([expect.stringMatching(/^web\/Chart\.yaml:4 kubernetes-version: .* for 1\.29; /)]);
  });

  test("fails where it is asked for, and where no release fits", async () => {
    const impossible = { ...files, "web/Chart.yaml": chart("web", 'kubeVersion: "<1.20.0 >1.30.0"\n') };

    expect(await render(files, { recipe: { kubernetesVersion: "1.34" } })).toMatchObject({ status: "failed" });
    expect(await render(impossible)).toMatchObject({ status: "failed" });
  });
});

describe.skipIf(!hasHelm)("values that the chart's schema refuses are told where they are written:", () => {
  const schema = JSON.stringify({
    type: "object",
    required: ["host"],
    properties: { replicas: { type: "integer" }, image: { properties: { tag: { enum: ["one"] } } } },
  });
  const files = {
    ...web,
    "web/values.schema.json": schema,
    "web/values.yaml": "host: a\nreplicas: 1\nimage:\n  repository: nginx\n  tag: one\n",
    "prod.yaml": "# prod\nimage:\n  tag: latest\nreplicas: two\n",
  };

  test("in the layer that gave the value", async () => {
    expect(told(await render(files, { values: [file("prod.yaml")] }))).toEqual([
      'prod.yaml:3 values-schema: image.tag: must be one of the following: "one" (values.schema.json).',
      "prod.yaml:4 values-schema: replicas: is string and must be integer (values.schema.json).",
    ]);
  });

  test("where the parameters are, and at the head of the values for what is missing", async () => {
    const parameters = [{ name: "replicas", value: "many", text: true }];
    const declaredAt = { path: "app.yaml", line: 4 };

    expect(told(await render(files, { parameters, recipe: { declaredAt } }))).toEqual([
      "app.yaml:4 values-schema: replicas: is string and must be integer (values.schema.json).",
    ]);
    expect(told(await render({ ...files, "web/values.yaml": "replicas: 1\n" }))).toEqual([
      "web/values.yaml:1 values-schema: The values: host is required (values.schema.json).",
    ]);
  });

  test("inside the object that holds them", async () => {
    const release = "apiVersion: x\nspec:\n  values:\n    image:\n      tag: latest\n";
    const inline = {
      from: "inline",
      values: { image: { tag: "latest" } },
      at: { path: "hr.yaml", line: 3 },
      document: 0,
      pointer: "/spec/values",
    } as const;

    expect(told(await render({ ...files, "hr.yaml": release }, { values: [inline] }))).toEqual([
      'hr.yaml:5 values-schema: image.tag: must be one of the following: "one" (values.schema.json).',
    ]);
  });

  test("that cannot be used, in the schema itself", async () => {
    expect(told(await render({ ...files, "web/values.schema.json": "{" }))).toEqual([
      "web/values.schema.json:1 values-schema: This schema cannot be used: unexpected EOF.",
    ]);
  });

  test("for a chart below another in the parent's values", async () => {
    const nested = {
      "web/Chart.yaml": chart("web", "dependencies:\n  - {name: db, version: 1.0.0, repository: '', alias: main}\n"),
      "web/values.yaml": "main:\n  size: big\n",
      "web/charts/db/Chart.yaml": chart("db"),
      "web/charts/db/values.schema.json": '{"properties": {"size": {"type": "integer"}}}',
      "web/charts/db/templates/a.yaml": configMap("a", "a: '{{ .Values.size }}'"),
    };

    expect(told(await render(nested))).toEqual([
      "web/values.yaml:2 values-schema: size of the chart main: is string and must be integer (values.schema.json).",
    ]);
    expect(objects(await render(nested, { skipSchema: true }))).toMatchObject([{ data: { a: "big" } }]);
  });
});

test.skipIf(!hasHelm)("a chart may be an archive of the repository", async () => {
  const archive = packed({ "db/Chart.yaml": chart("db"), "db/templates/a.yaml": configMap("db", "a: b") });
  const rendering = await render({ "db-1.0.0.tgz": archive }, { path: "db-1.0.0.tgz" });

  expect(rendered(rendering).manifests.map(({ id, origins }) => [id.name, origins[0]])).toEqual([
    ["db", { path: "db-1.0.0.tgz", line: 1, document: 0, role: "template", within: ["templates/a.yaml"] }],
  ]);
});

/** A Helm that says what it is told to. */
const saying = (stdout: string, stderr = ""): Partial<RenderPorts> => ({
  tools: {
    find: async () => ({ status: "found", path: "/helm", version: "4.0.0", origin: "PATH" }),
    run: async () => ({ status: "ended", code: stderr === "" ? 0 : 1, stdout, stderr }),
  },
});

describe("newer releases of Helm", () => {
  test("name the chart of custom resources", async () => {
    const crd = "kind: A\napiVersion: a/v1\nmetadata: {name: a}\n";
    const files = { "web/Chart.yaml": chart("web"), "web/crds/crd.yaml": crd };

    const { manifests } = rendered(await render(files, {}, saying(`---\n# Source: web/crds/crd.yaml\n${crd}`)));

    expect(manifests.map(({ origins }) => origins[0]?.path)).toEqual(["web/crds/crd.yaml"]);
  });

  test("tell offending values by their pointer", async () => {
    const said =
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '/image/tag': got number, want string\n- at '': missing property 'host'\n";

    expect(told(await render(web, {}, saying("", said)))).toEqual([
      "web/values.yaml:1 values-schema: The values: missing property 'host' (values.schema.json).",
      "web/values.yaml:2 values-schema: image.tag: got number, want string (values.schema.json).",
    ]);
  });

  test("that break down are told in one line", async () => {
    const said =
      "panic: interface conversion: interface {} is bool, not string\n\ngoroutine 1 [running]:\nmain.main()\n";

    expect(told(await render(web, {}, saying("", said)))).toEqual([
      "web/Chart.yaml:1 chart: Helm broke down over this chart: interface conversion: interface {} is bool, not string.",
    ]);
  });
});

test("without Helm nothing is rendered, and it says how to get it", async () => {
  const rendering = await render(
    web,
    {},
    { tools: { ...noTools, run: async () => ({ status: "missing", reason: "There is no helm." }) } },
  );

  expect(rendering).toEqual({ status: "errored", reason: "There is no helm." });
});

test("a parameter's commas begin no other, but in a list", () => {
  const helm = {
    release: "web",
    namespace: "shop",
    values: [],
    parameters: [
      { name: "a", value: "1,2\\,3", text: true },
      { name: "b", value: "{x,y}", text: false },
      { name: "c", value: "--debug", text: true },
    ],
    skipCrds: true,
  };

  expect(argumentsOf({ helm, recipe: {}, layers: [], withoutHooks: true })).toEqual([
    "template",
    "web",
    "chart",
    "--namespace=shop",
    "--skip-tests",
    "--no-hooks",
    "--kube-version=1.36",
    "--set-string=a=1\\,2\\,3",
    "--set=b={x,y}",
    "--set-string=c=--debug",
  ]);
});
