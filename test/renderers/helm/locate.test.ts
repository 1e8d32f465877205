import { describe, expect, test } from "vitest";
import { createLocator } from "../../../src/sources/locate.ts";
import { treeOf } from "../../sources/trees.ts";
import type { Files } from "../rendering.ts";
import { chart, file, hasHelm, packed, render, rendered } from "./charts.ts";

const deployment = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
  {{- with .Values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: sidecar
          image: envoy:1
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          env:
            {{- range $key, $value := .Values.env }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
`;

const web = {
  "web/Chart.yaml": chart("web", 'appVersion: "2.4"\n'),
  "web/values.yaml": `enabled: true
replicas: 1
image:
  repository: nginx
  tag: ""
resources:
  limits:
    cpu: 100m
annotations: {}
env: {}
`,
  "web/values-prod.yaml": `replicas: 3
resources:
  limits:
    memory: 1Gi
annotations:
  a.b/c: d
`,
  "web/templates/_helpers.tpl": `{{- define "web.name" -}}{{ .Release.Name }}{{- end -}}
{{- define "web.labels" -}}
app: {{ .Release.Name }}
team: {{ .Values.team | default "none" }}
{{- end -}}
`,
  "web/templates/deployment.yaml": deployment,
};

const values = [file("web/values-prod.yaml")];

async function locate(
  pointer: string,
  files: Files = web,
  base: Files | null = null,
  given: Parameters<typeof render>[1] = { values },
) {
  const [manifest] = rendered(await render(files, given)).manifests;
  if (manifest === undefined) throw new Error("Nothing was rendered.");
  const { path, line } = await createLocator(treeOf(files), base === null ? null : treeOf(base))(manifest, pointer);
  return `${path}:${line}`;
}

const container = "/spec/template/spec/containers";

describe.skipIf(!hasHelm)("a field that a chart renders is told", () => {
  test.each([
    ["", "web/templates/deployment.yaml:2"],
    ["/kind", "web/templates/deployment.yaml:3"],
    ["/metadata/name", "web/templates/deployment.yaml:5"],
    ["/metadata/labels/app", "web/templates/deployment.yaml:6"],
    ["/metadata/annotations/a.b~1c", "web/values-prod.yaml:6"],
    ["/spec/replicas", "web/values-prod.yaml:1"],
    [`${container}/0/image`, "web/templates/deployment.yaml:18"],
    [`${container}/1/image`, "web/values.yaml:4"],
    [`${container}/1/resources/limits/cpu`, "web/values.yaml:8"],
    [`${container}/1/resources/limits/memory`, "web/values-prod.yaml:4"],
    [`${container}/1/resources`, "web/values-prod.yaml:2"],
    [`${container}/1/livenessProbe`, "web/templates/deployment.yaml:19"],
  ])("%s at %s", async (pointer, expected) => {
    expect(await locate(pointer)).toBe(expected);
  });

  test("where it changed, when several had a part in it", async () => {
    const change = (path: keyof typeof web, from: string, to: string) => ({
      ...web,
      [path]: web[path].replace(from, to),
    });
    const image = `${container}/1/image`;

    expect(await locate(image, web, change("web/Chart.yaml", "2.4", "2.3"))).toBe("web/Chart.yaml:4");
    expect(await locate(image, web, change("web/values.yaml", "nginx", "apache"))).toBe("web/values.yaml:4");
    expect(await locate(image, web, change("web/templates/deployment.yaml", 'image: "{{', 'image: "x{{'))).toBe(
      "web/templates/deployment.yaml:20",
    );
    expect(await locate("", web, change("web/values.yaml", "enabled: true", "enabled: false"))).toBe(
      "web/values.yaml:1",
    );
    const labelled = change("web/templates/_helpers.tpl", "team:", "version: {{ .Chart.Version }}\nteam:");
    const label = "/metadata/labels/version";
    expect(
      await locate(label, labelled, { ...labelled, "web/Chart.yaml": chart("web", 'appVersion: "2.4"\n', "0.9.0") }),
    ).toBe("web/Chart.yaml:3");
    expect(await locate(label, labelled)).toBe("web/templates/deployment.yaml:6");
    const team = { ...web, "web/values-prod.yaml": `${web["web/values-prod.yaml"]}team: shop\n` };
    expect(await locate("/metadata/labels/team", team, web)).toBe("web/values-prod.yaml:7");
    expect(await locate("/metadata/labels/team", team)).toBe("web/values-prod.yaml:7");
  });

  test("in the entry of a mapping or a list that a template goes through", async () => {
    const env = { ...web, "web/values-prod.yaml": "env:\n  A: one\n" };

    expect(await locate(`${container}/1/env/0/value`, env)).toBe("web/values-prod.yaml:2");
  });

  test("of a chart below another in the values of its parent, and global ones there as well", async () => {
    const files = {
      "web/Chart.yaml": chart(
        "web",
        "dependencies:\n  - {name: db, version: 1.0.0, repository: 'file://../db', alias: main}\n",
      ),
      "web/values.yaml": "size: wrong\nmain:\n  size: 2\nglobal:\n  host: a\n",
      "db/Chart.yaml": chart("db"),
      "db/values.yaml": "size: 1\nport: 5432\n",
      "db/templates/a.yaml":
        "kind: A\napiVersion: v1\nmetadata:\n  name: a\nspec:\n  size: {{ .Values.size }}\n  port: {{ .Values.port }}\n  host: {{ .Values.global.host }}\n",
    };
    const at = (pointer: string) => locate(pointer, files, null, {});

    expect(await at("/spec/size")).toBe("web/values.yaml:3");
    expect(await at("/spec/port")).toBe("db/values.yaml:2");
    expect(await at("/spec/host")).toBe("web/values.yaml:5");
    expect(await at("/metadata/name")).toBe("db/templates/a.yaml:4");
  });

  test("of an archive where that is asked for, or on the line of the values that were changed", async () => {
    const files = (size: number) => ({
      "hr.yaml": `kind: HelmRelease\nspec:\n  values:\n    size: ${size}\n    text: |\n      other: 1\n`,
      "web/Chart.yaml": chart("web"),
      "web/charts/db-1.0.0.tgz": packed({
        "db/Chart.yaml": chart("db"),
        "db/templates/a.yaml":
          "kind: A\napiVersion: v1\nmetadata: {name: a}\nspec: {count: {{ .Values.size }}, fixed: 9}\n",
      }),
    });
    const inline = {
      from: "inline",
      values: { db: { size: 3 } },
      at: { path: "hr.yaml", line: 1 },
      document: 0,
      pointer: "",
    } as const;
    const layered = { ...inline, values: { db: { size: 3 } }, pointer: "/spec" } as const;
    const given = { values: [layered] };
    const renamed = (size: number) => ({ ...files(size), "hr.yaml": files(size)["hr.yaml"].replace("values:", "db:") });

    expect(await locate("/spec/count", renamed(3), renamed(2), given)).toBe("hr.yaml:4");
    expect(await locate("/spec/fixed", renamed(3), renamed(2), given)).toBe("web/charts/db-1.0.0.tgz:1");
  });

  test("of values that another object holds as text, on the line in that text", async () => {
    const application =
      "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        # many\n        replicas: 5\n";
    const files = { ...web, "app.yaml": application };
    const inline = {
      from: "inline",
      values: { replicas: 5 },
      at: { path: "app.yaml", line: 5 },
      document: 0,
      pointer: "/spec/source/helm/values",
    } as const;

    expect(await locate("/spec/replicas", files, null, { values: [inline] })).toBe("app.yaml:7");
  });
});
