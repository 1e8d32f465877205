import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "./commits.ts";

/** Two revisions of a repository of overlays or charts, and how anybody would render each application. */
export type Revisions = {
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  /** Directories that are applications, from the root. */
  readonly applications: readonly string[];
  remove(): void;
};

/** What the head changes: a line of every application's base, or one line of one. */
export type Changed = "all" | "one";

/**
 * `count` kustomizations: in each three one is a base of four manifests, and two are overlays of it, which are
 * the applications.
 */
export function generateOverlays(count: number, changed: Changed): Revisions {
  const services = Math.max(1, Math.round(count / 3));
  const directory = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  const roots = Array.from({ length: services }, (_, index) => `apps/team-${Math.floor(index / 25)}/service-${index}`);
  for (const [index, root] of roots.entries()) writeService(directory, root, `service-${index}`);
  const base = commitAll(directory);
  for (const [index, root] of (changed === "all" ? roots : roots.slice(0, 1)).entries())
    write(directory, `${root}/base/deployment.yaml`, deployment(`service-${index}`, "1.1.0"));
  const head = commitAll(directory);
  const applications = roots.flatMap((root) => environments.map((name) => `${root}/overlays/${name}`));
  return { directory, base, head, applications, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A checkout of one revision, for programs that know nothing of git. */
export function checkOut({ directory }: Pick<Revisions, "directory">, revision: string): string {
  const target = mkdtempSync(join(tmpdir(), "fairlead-bench-checkout-"));
  git(directory, "worktree", "add", "--quiet", "--detach", "--force", target, revision);
  return target;
}

const environments = ["staging", "prod"] as const;

function writeService(directory: string, root: string, name: string): void {
  write(
    directory,
    `${root}/base/kustomization.yaml`,
    "resources:\n  - deployment.yaml\n  - service.yaml\n  - config.yaml\n  - account.yaml\n",
  );
  write(directory, `${root}/base/deployment.yaml`, deployment(name, "1.0.0"));
  write(directory, `${root}/base/service.yaml`, service(name));
  write(directory, `${root}/base/config.yaml`, `${head("v1", "ConfigMap", name)}data:\n  greeting: hello\n`);
  write(directory, `${root}/base/account.yaml`, head("v1", "ServiceAccount", name));
  for (const environment of environments) {
    write(
      directory,
      `${root}/overlays/${environment}/kustomization.yaml`,
      `namespace: ${environment}
resources:
  - ../../base
replicas:
  - name: ${name}
    count: ${environment === "prod" ? 4 : 2}
`,
    );
  }
}

function head(apiVersion: string, kind: string, name: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

function deployment(name: string, version: string): string {
  return `${head("apps/v1", "Deployment", name)}spec:
  replicas: 1
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      serviceAccountName: ${name}
      containers:
        - name: ${name}
          image: registry.example.com/${name}:${version}
          ports:
            - { name: http, containerPort: 8080 }
          envFrom:
            - configMapRef: { name: ${name} }
          resources:
            requests: { cpu: 50m, memory: 128Mi }
            limits: { memory: 256Mi }
`;
}

function service(name: string): string {
  return `${head("v1", "Service", name)}spec:
  selector: { app: ${name} }
  ports:
    - { port: 80, targetPort: http }
`;
}

export function write(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
