import type { BlobId } from "../../domain/revision.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { ByteCache } from "../../sources/byte-cache.ts";
import type { NamedFile } from "../../sources/hcl/answer.ts";
import { blocksOf } from "../../sources/hcl/blocks.ts";
import { type Configuration, readConfiguration } from "../../sources/hcl/configuration.ts";
import { isFile } from "../../sources/tree.ts";
import { type Followed, followLinks } from "../kustomize/links.ts";
import { directoriesOf, directoryOf, resolveWithin } from "../paths.ts";
import { moduleFiles, moduleLinks } from "./files.ts";

/** A directory of configuration, and what it refers to. */
export type Module = {
  readonly path: string;
  /** Where its files are in the end: a link to a file that several modules share is followed. */
  readonly files: readonly string[];
  /** Those links. */
  readonly links: readonly string[];
  /** Links that lead nowhere within the repository, and why. */
  readonly lost: readonly { readonly link: string; readonly reason: string }[];
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
  readonly leads: Leads;
};

/** Where a source leads: to a directory of the repository, over links or not, to elsewhere, or nowhere. */
type Leads =
  | { readonly to: "directory"; readonly path: string; readonly links: readonly string[] }
  | { readonly to: "elsewhere" }
  | { readonly to: "nowhere"; readonly reason: string };

export type Modules = ReadonlyMap<string, Module>;

const known = new WeakMap<SourceTree["entries"], Promise<Modules>>();

/** Every directory of a tree that holds configuration. A tree that was looked through is not looked through again. */
export function modulesOf(tree: SourceTree): Promise<Modules> {
  const modules = known.get(tree.entries) ?? readModules(tree);
  known.set(tree.entries, modules);
  modules.catch(() => known.delete(tree.entries));
  return modules;
}

type Follow = (path: string) => Followed;

/** The files of one directory, before they are read. */
type Listed = Pick<Module, "path" | "files" | "links" | "lost">;

async function readModules(tree: SourceTree): Promise<Modules> {
  const directories = moduleFiles(tree);
  const links = moduleLinks(tree);
  if (directories.size === 0 && links.length === 0) return new Map();
  const linked = { tree, directories: directoriesOf(tree), links: await tree.links() };
  const follow = (path: string) => followLinks(linked, path);
  const linksIn = Map.groupBy(links, directoryOf);
  const listed = [...new Set([...directories.keys(), ...linksIn.keys()])].map((path) =>
    listedIn(path, directories.get(path) ?? [], { links: linksIn.get(path) ?? [], tree, follow }),
  );
  const files = await readConfigurations(tree, [...new Set(listed.flatMap((one) => one.files))]);
  return new Map(listed.map((one) => [one.path, moduleOf(one, files, follow)]));
}

function listedIn(
  path: string,
  files: readonly string[],
  given: { readonly links: readonly string[]; readonly tree: SourceTree; readonly follow: Follow },
): Listed {
  const ends = given.links.map((link) => ({ link, end: given.follow(link) }));
  const reached = ends.flatMap(({ end }) =>
    end.status === "reached" && isFile(given.tree, end.path) ? [end.path] : [],
  );
  const lost = ends.flatMap(({ link, end }) => {
    if (end.status === "lost") return [{ link, reason: end.reason }];
    return isFile(given.tree, end.path) ? [] : [{ link, reason: `${link} is a symbolic link to no file.` }];
  });
  return { path, files: [...files, ...reached], links: given.links, lost };
}

function moduleOf(listed: Listed, read: ReadonlyMap<string, Configuration>, follow: Follow): Module {
  const known = listed.files.flatMap((file) => {
    const configuration = read.get(file);
    return configuration?.status === "read" ? [{ file, ...configuration }] : [];
  });
  return {
    ...listed,
    calls: known.flatMap(({ file, object, lineAt }) =>
      blocksOf(object, "module", 1).map(({ labels: [name = ""], body, pointer }): ModuleCall => {
        const source = typeof body.source === "string" ? body.source : "";
        const at = { path: file, line: lineAt(`${pointer}/source`) };
        return { name, source, at, leads: leadOf(listed.path, source, follow) };
      }),
    ),
    keepsState: known.some(({ object }) =>
      blocksOf(object, "terraform", 0).some(({ body }) => body.backend !== undefined || body.cloud !== undefined),
    ),
    named: known.flatMap((one) => one.files),
  };
}

/** Only `./` and `../` lead into the same repository: everything else is fetched. */
function leadOf(directory: string, source: string, follow: Follow): Leads {
  if (!/^\.\.?(?:\/|$)/.test(source)) return { to: "elsewhere" };
  const path = resolveWithin(directory, source);
  if (path === undefined) return { to: "nowhere", reason: "It leads out of the repository." };
  const end = follow(path);
  if (end.status === "lost") return { to: "nowhere", reason: end.reason };
  return { to: "directory", path: end.path, links: [...end.links.keys()] };
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
