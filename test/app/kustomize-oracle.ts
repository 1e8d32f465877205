import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { kubectl } from "../sources/kubectl.ts";

/*
 * What a change changes, told by git, kustomize and a YAML parser alone. Nothing of src is used here: this is
 * what src is compared with.
 */

export type Oracle = {
  /**
   * Manifests that kustomize builds differently, as `directory key`, for every kustomization that no other one
   * includes; `directory error` where only one of the two builds.
   */
  changed(before: string, after: string): Promise<string[]>;
  remove(): void;
};

/** One commit, checked out. */
type Side = { readonly commit: string; readonly directory: string; readonly roots: ReadonlySet<string> };

/** Manifests by key; null when it does not build. */
type Built = ReadonlyMap<string, string> | null;

const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
const run = promisify(execFile);

export async function openOracle(repository: string): Promise<Oracle> {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-oracle-"));
  const directories = [join(folder, "before"), join(folder, "after")] as const;
  const kept = new Map<string, Promise<Built>>();
  for (const directory of directories)
    await run("git", ["clone", "--quiet", "--shared", "--no-checkout", repository, directory]);
  return {
    async changed(from, to) {
      const [before, after] = await Promise.all([checkOut(directories[0], from), checkOut(directories[1], to)]);
      const differing = (await git(repository, "diff", "--name-only", "--no-renames", from, to)).split("\n");
      const changed: string[] = [];
      for (const root of new Set([...before.roots, ...after.roots])) {
        if (![before, after].some((side) => reads(side, root, differing))) continue;
        const [old, now] = await Promise.all([built(before, root, kept), built(after, root, kept)]);
        changed.push(...difference(root, old, now));
      }
      return changed.sort();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function git(directory: string, ...args: string[]): Promise<string> {
  return (await run("git", args, { cwd: directory, maxBuffer: 1 << 28 })).stdout.trim();
}

async function checkOut(directory: string, commit: string): Promise<Side> {
  await git(directory, "checkout", "--quiet", "--detach", commit);
  return { commit, directory, roots: findRoots(directory) };
}

function findRoots(directory: string): ReadonlySet<string> {
  const all = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => names.some((name) => file === name || file.endsWith(`/${name}`)))
    .map((file) => normalize(join(file, "..")));
  const included = new Set(
    all.flatMap((path) => entriesOf(directory, path).map((entry) => normalize(join(path, entry)))),
  );
  return new Set(all.filter((path) => !included.has(path)).sort());
}

const entriesByText = new Map<string, readonly string[]>();

function entriesOf(directory: string, path: string): readonly string[] {
  const file = names.map((name) => join(directory, path, name)).find((name) => existsSync(name));
  if (file === undefined) return [];
  const text = readFileSync(file, "utf8");
  const known = entriesByText.get(text);
  if (known !== undefined) return known;
  const value = parseAllDocuments(text)[0]?.toJS() as Record<string, unknown> | null;
  const lists = ["resources", "bases", "components"].flatMap((field) =>
    Array.isArray(value?.[field]) ? (value[field] as string[]) : [],
  );
  const entries = lists.map((entry) => entry.replace(/\/$/, ""));
  entriesByText.set(text, entries);
  return entries;
}

/** Whether a build could see one of the files: it lies in a folder that the build enters, which is wider than what it reads. */
function reads({ directory }: Side, root: string, files: readonly string[]): boolean {
  const entered = [...reach(directory, root, new Set())];
  return files.some((file) => entered.some((path) => path === "." || file === path || file.startsWith(`${path}/`)));
}

/** The folders and files that a build enters. */
function reach(directory: string, path: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(path) || !existsSync(join(directory, path))) return seen;
  seen.add(path);
  for (const entry of entriesOf(directory, path)) reach(directory, normalize(join(path, entry)), seen);
  return seen;
}

/** Built again only when something in the folders that it enters differs. */
async function built(side: Side, root: string, kept: Map<string, Promise<Built>>): Promise<Built> {
  if (!side.roots.has(root)) return new Map();
  const entered = [...reach(side.directory, root, new Set())].filter((path) => !path.startsWith(".."));
  const ids = await git(
    side.directory,
    "rev-parse",
    ...entered.map((path) => `${side.commit}:${path === "." ? "" : path}`),
  );
  const content = JSON.stringify([root, ids]);
  const known = kept.get(content) ?? runKustomize(join(side.directory, root));
  kept.set(content, known);
  return known;
}

async function runKustomize(directory: string): Promise<Built> {
  const args = ["kustomize", directory, "--load-restrictor=LoadRestrictionsNone"];
  try {
    return manifestsOf((await run(kubectl!, args, { maxBuffer: 1 << 28, env: {}, timeout: 100_000 })).stdout);
  } catch {
    return null;
  }
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

function difference(root: string, old: Built, now: Built): readonly string[] {
  if (old === null || now === null) return old === now ? [] : [`${root} error`];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => `${root} ${key}`);
}
