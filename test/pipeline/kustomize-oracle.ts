import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { parseAllDocuments } from "yaml";
import { kubectl } from "../sources/kubectl.ts";

/*
 * What a change changes, told by kustomize and a YAML parser alone. Nothing of src is used here: this is
 * what src is compared with.
 */

/** Per directory of a kustomization that no other includes: manifests by key, or null when it does not build. */
export type Builds = ReadonlyMap<string, ReadonlyMap<string, string> | null>;

const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
const built = new Map<string, Promise<Builds>>();
const byContent = new Map<string, Promise<ReadonlyMap<string, string> | null>>();

/** Checks the commit out and builds it all; the same content is built once. */
export function buildEverything(repository: string, commit: string, atOnce: number): Promise<Builds> {
  const known = built.get(commit);
  if (known !== undefined) return known;
  const builds = build(repository, commit, atOnce);
  built.set(commit, builds);
  return builds;
}

export function changedByBuild(before: Builds, after: Builds): string[] {
  const changed: string[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const old = before.has(path) ? before.get(path)! : new Map<string, string>();
    const now = after.has(path) ? after.get(path)! : new Map<string, string>();
    if (old === null || now === null) {
      if (old !== now) changed.push(`${path} error`);
      continue;
    }
    for (const key of new Set([...old.keys(), ...now.keys()]))
      if (old.get(key) !== now.get(key)) changed.push(`${path} ${key}`);
  }
  return changed.sort();
}

async function build(repository: string, commit: string, atOnce: number): Promise<Builds> {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-oracle-"));
  try {
    const archive = execFileSync("git", ["archive", commit], { cwd: repository, maxBuffer: 1 << 28 });
    execFileSync("tar", ["-x"], { cwd: directory, input: archive });
    const roots = findRoots(directory);
    const results = new Map<string, ReadonlyMap<string, string> | null>();
    const queue = [...roots];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let path = queue.shift(); path !== undefined; path = queue.shift())
          results.set(path, await buildOne(directory, path));
      }),
    );
    return results;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Built again only when a file it can see differs: in a bare tree that is any file of the folders it names. */
function buildOne(directory: string, path: string): Promise<ReadonlyMap<string, string> | null> {
  const content = JSON.stringify([path, ...reach(directory, path, new Set())]);
  const known = byContent.get(content);
  if (known !== undefined) return known;
  const result = runKustomize(join(directory, path));
  byContent.set(content, result);
  return result;
}

function runKustomize(directory: string): Promise<ReadonlyMap<string, string> | null> {
  return new Promise((resolve) => {
    execFile(
      kubectl!,
      ["kustomize", directory, "--load-restrictor=LoadRestrictionsNone"],
      { maxBuffer: 1 << 28, env: {} },
      (error, stdout) => resolve(error === null ? manifestsOf(stdout) : null),
    );
  });
}

function manifestsOf(output: string): ReadonlyMap<string, string> {
  const manifests = new Map<string, string>();
  for (const document of parseAllDocuments(output, { version: "1.1" })) {
    const object = document.toJS() as {
      apiVersion: string;
      kind: string;
      metadata: { namespace?: string; name: string };
    } | null;
    if (object === null) continue;
    const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
    const { namespace, name } = object.metadata;
    manifests.set(JSON.stringify([group, object.kind, namespace ?? null, name]), JSON.stringify(object));
  }
  return manifests;
}

function findRoots(directory: string): string[] {
  const all = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => names.some((name) => file === name || file.endsWith(`/${name}`)))
    .map((file) => normalize(join(file, "..")));
  const included = new Set(
    all.flatMap((path) => entriesOf(directory, path).map((entry) => normalize(join(path, entry)))),
  );
  return all.filter((path) => !included.has(path)).sort();
}

function entriesOf(directory: string, path: string): string[] {
  const file = names.map((name) => join(directory, path, name)).find((name) => existsSync(name));
  if (file === undefined) return [];
  const value = parseAllDocuments(readFileSync(file, "utf8"))[0]?.toJS() as Record<string, unknown> | null;
  const lists = ["resources", "bases", "components"].flatMap((field) =>
    Array.isArray(value?.[field]) ? (value[field] as string[]) : [],
  );
  return lists.map((entry) => entry.replace(/\/$/, ""));
}

/** Every file of the directories that a build enters, with its content; wider than what it reads. */
function reach(directory: string, path: string, seen: Set<string>): string[] {
  const full = join(directory, path);
  if (seen.has(path) || !existsSync(full)) return [];
  seen.add(path);
  if (statSync(full).isFile()) return [path, readFileSync(full, "utf8")];
  const files = readdirSync(full, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(join(full, file)).isFile(),
  );
  const own = files.sort().flatMap((file) => [join(path, file), readFileSync(join(full, file), "utf8")]);
  return [
    ...own,
    ...entriesOf(directory, path).flatMap((entry) => reach(directory, normalize(join(path, entry)), seen)),
  ];
}
