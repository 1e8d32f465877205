import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitAll } from "./commits.ts";
import { type Revisions, write } from "./overlays.ts";

const environments = ["dev", "staging", "prod"] as const;

/** Charts with values for three environments each; the head changes a template of every chart. */
export function generateCharts(count: number): Revisions {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  const roots = Array.from({ length: count }, (_, index) => `charts/service-${index}`);
  for (const root of roots) {
    const name = root.slice(root.lastIndexOf("/") + 1);
    write(directory, `${root}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: 1.0.0\n`);
    write(directory, `${root}/values.yaml`, `replicas: 1\nimage: registry.example.com/${name}\ngreeting: hello\n`);
    for (const [index, environment] of environments.entries())
      write(
        directory,
        `${root}/values-${environment}.yaml`,
        `replicas: ${index + 1}\ngreeting: hello ${environment}\n`,
      );
    write(directory, `${root}/templates/service.yaml`, service);
    write(directory, `${root}/templates/config.yaml`, config);
    write(directory, `${root}/templates/deployment.yaml`, deployment("1.0.0"));
  }
  const base = commitAll(directory);
  for (const root of roots) write(directory, `${root}/templates/deployment.yaml`, deployment("1.1.0"));
  const head = commitAll(directory);
  return {
    directory,
    base,
    head,
    applications: roots,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The tool's arguments for each environment of each chart. */
export function chartRuns(roots: readonly string[]): readonly (readonly string[])[] {
  return roots.flatMap((root) =>
    environments.map((environment) => ["template", "release", root, "--values", `${root}/values-${environment}.yaml`]),
  );
}

const names = "  name: {{ .Chart.Name }}\n  labels:\n    app.kubernetes.io/instance: {{ .Release.Name }}\n";

const config = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n${names}data:\n  greeting: {{ .Values.greeting | quote }}\n`;

const service = `apiVersion: v1
kind: Service
metadata:
${names}spec:
  selector:
    app: {{ .Chart.Name }}
  ports:
    - port: 80
      targetPort: http
`;

function deployment(version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
${names}spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Chart.Name }}
  template:
    metadata:
      labels:
        app: {{ .Chart.Name }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image }}:${version}"
          ports:
            - name: http
              containerPort: 8080
`;
}
