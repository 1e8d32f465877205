import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "./commits.ts";
import { createRandom } from "./random.ts";
import { backupDefinition, manifestsPerService, serviceFiles } from "./service.ts";

/** `plain`: directories of manifests. `mixed`: one service in ten is a kustomization with two overlays instead. */
export type Layout = "plain" | "mixed";

export type BenchRepository = {
  readonly name: string;
  readonly directory: string;
  /** Where peers, which know nothing of git, find the manifests. */
  readonly manifests: string;
  /** Manifests as written, before any kustomization multiplies them. */
  readonly count: number;
  readonly base: string;
  /** Commits on top of `base`, each of which changes three files of its own. */
  readonly pushes: readonly string[];
  remove(): void;
};

const seed = 20_260_815;
const servicesPerTeam = 25;

/** A repository with about `count` manifests; the same count and layout give the same commits, byte for byte. */
export function generateRepository(count: number, layout: Layout, pushes: number): BenchRepository {
  const random = createRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  const services = Math.max(3, Math.round(count / manifestsPerService));
  const written: string[] = [];
  write(directory, "crds/backups.yaml", backupDefinition);
  for (let index = 0; index < services; index += 1) {
    const team = `team-${Math.floor(index / servicesPerTeam)}`;
    const name = `service-${index}`;
    const files = serviceFiles(name, team, random);
    const kustomized = layout === "mixed" && index % 10 === 0;
    const root = `apps/${team}/${name}`;
    written.push(`${root}/${kustomized ? "base/" : ""}config.yaml`);
    for (const [file, text] of files) write(directory, `${root}/${kustomized ? "base/" : ""}${file}`, text);
    if (kustomized) writeOverlays(directory, root, name, [...files.keys()]);
  }
  const base = commitAll(directory);
  const heads = Array.from({ length: pushes }, (_, push) => commitPush(directory, base, push, written));
  git(directory, "checkout", "--quiet", "--detach", base);
  return {
    name: `${layout} ${count}`,
    directory,
    manifests: join(directory, "apps"),
    count: services * manifestsPerService + 1,
    base,
    pushes: heads,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A real repository's tree as one commit, or undefined when it is not there. */
export function realRepository(tree: string, name: string): BenchRepository | undefined {
  if (!existsSync(tree)) return undefined;
  const directory = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  cpSync(tree, directory, { recursive: true });
  const yaml = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => /\.ya?ml$/.test(path));
  const count = yaml.reduce(
    (sum, path) => sum + (readFileSync(join(directory, path), "utf8").match(/^kind:/gm)?.length ?? 0),
    0,
  );
  return {
    name,
    directory,
    manifests: directory,
    count,
    base: commitAll(directory),
    pushes: [],
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function writeOverlays(directory: string, root: string, name: string, resources: readonly string[]): void {
  const list = resources.map((file) => `  - ${file}`).join("\n");
  write(directory, `${root}/base/kustomization.yaml`, `resources:\n${list}\n`);
  for (const [environment, replicas] of [
    ["staging", 2],
    ["prod", 4],
  ] as const) {
    const text = `namespace: ${environment}
resources:
  - ../../base
commonAnnotations:
  example.com/environment: ${environment}
replicas:
  - name: ${name}
    count: ${replicas}
`;
    write(directory, `${root}/overlays/${environment}/kustomization.yaml`, text);
  }
}

/** Three files of three services that no other push touches, as long as there are enough. */
function commitPush(directory: string, base: string, push: number, files: readonly string[]): string {
  git(directory, "checkout", "--quiet", "--detach", base);
  for (let index = 0; index < 3; index += 1) {
    // Odd steps, so that the services of a push are neither neighbours nor all kustomizations.
    const path = files[(push * 37 + index * 101 + 1) % files.length] ?? "";
    const text = readFileSync(join(directory, path), "utf8");
    writeFileSync(join(directory, path), text.replace(/greeting: .*/, `greeting: changed by push ${push}`));
  }
  return commitAll(directory);
}

function write(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
