import type { BlobId } from "../../domain/revision.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports.ts";
import { ByteCache } from "../../sources/byte-cache.ts";
import type { NamedFile } from "../../sources/hcl/answer.ts";
import { blocksOf } from "../../sources/hcl/blocks.ts";
import { type Configuration, readConfiguration } from "../../sources/hcl/configuration.ts";
import { resolveWithin } from "../paths.ts";
import { moduleFiles } from "./files.ts";

/** A directory of configuration, and what it refers to. */
export type Module = {
  readonly path: string;
  readonly files: readonly string[];
  readonly calls: readonly ModuleCall[];
  /** It says where its state is kept, which only a root module does. */
  readonly keepsState: boolean;
  readonly named: readonly NamedFile[];
};

/** A `module` block. */
export type ModuleCall = {
  readonly name: string;
  readonly source: string;
  readonly at: SourceLocation;
  /** The directory within the repository; null for one from elsewhere, undefined for one outside of it. */
  readonly local: string | null | undefined;
};

export type Modules = ReadonlyMap<string, Module>;

const known = new WeakMap<SourceTree["entries"], Promise<Modules>>();

/** Every directory of a tree that holds configuration. A tree that was looked through is not looked through again. */
export function modulesOf(tree: SourceTree): Promise<Modules> {
  const modules = known.get(tree.entries) ?? readModules(tree);
  known.set(tree.entries, modules);
  modules.catch(() => known.delete(tree.entries));
  return modules;
}

async function readModules(tree: SourceTree): Promise<Modules> {
  const directories = moduleFiles(tree);
  const files = await readConfigurations(tree, [...directories.values()].flat());
  return new Map([...directories].map(([path, names]) => [path, moduleAt(path, names, files)]));
}

function moduleAt(path: string, files: readonly string[], read: ReadonlyMap<string, Configuration>): Module {
  const known = files.flatMap((file) => {
    const configuration = read.get(file);
    return configuration?.status === "read" ? [{ file, ...configuration }] : [];
  });
  return {
    path,
    files,
    calls: known.flatMap(({ file, object, lineAt }) =>
      blocksOf(object, "module", 1).map(({ labels: [name = ""], body, pointer }): ModuleCall => {
        const source = typeof body.source === "string" ? body.source : "";
        return { name, source, at: { path: file, line: lineAt(`${pointer}/source`) }, local: localOf(path, source) };
      }),
    ),
    keepsState: known.some(({ object }) =>
      blocksOf(object, "terraform", 0).some(({ body }) => body.backend !== undefined || body.cloud !== undefined),
    ),
    named: known.flatMap((one) => one.files),
  };
}

/** Only `./` and `../` lead into the same repository: everything else is fetched. */
function localOf(directory: string, source: string): string | null | undefined {
  return /^\.\.?(?:\/|$)/.test(source) ? resolveWithin(directory, source) : null;
}

/** By content, so that a second revision reads only what differs. */
const kept = new ByteCache<string, Promise<Configuration>>(16 * 1024 * 1024);

/** Files of a tree as configuration. */
export async function readConfigurations(
  tree: SourceTree,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Configuration>> {
  const missing = paths.filter((path) => kept.get(keyOf(tree, path)) === undefined);
  const contents = await tree.read(missing);
  const answers = new Map<string, Configuration>();
  for (const path of paths) {
    const key = keyOf(tree, path);
    const bytes = contents.get(path);
    const answer = kept.get(key) ?? (bytes === undefined ? undefined : readConfiguration(path, bytes));
    if (answer === undefined) continue;
    kept.set(key, answer, 256 + (bytes?.length ?? 0));
    const configuration = await answer;
    if (configuration.status === "stopped") kept.delete(key);
    answers.set(path, configuration);
  }
  return answers;
}

/** A file of the same bytes is read as HCL or as JSON, as its name says. */
function keyOf(tree: SourceTree, path: string): string {
  const blob: BlobId | undefined = tree.entries.get(path)?.blob;
  return `${path.endsWith(".json") ? "json" : "hcl"} ${blob}`;
}
