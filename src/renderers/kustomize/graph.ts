import { posix } from "node:path";
import type { BlobId } from "../../domain/revision.ts";
import type { SourceTree } from "../../ports/git.ts";
import { ByteCache } from "../../sources/byte-cache.ts";
import { readDocuments } from "../../sources/documents.ts";
import { isFile } from "../../sources/tree.ts";
import { directoriesOf, directoryOf, resolveWithin } from "../paths.ts";
import { closureOf, looksRemote } from "./closure.ts";
import { followLinks } from "./links.ts";
import type { Graph, Node } from "./node.ts";
import { type KustomizationFile, kustomizationNames, readKustomization, readPlugin } from "./read-kustomization.ts";
import { sourceIgnoreRules } from "./source-ignore.ts";

const read = new ByteCache<BlobId, KustomizationFile | null>(16 * 1024 * 1024);
const graphs = new WeakMap<SourceTree, Promise<Graph>>();

/** The graph of a tree; asked twice for the same tree, it is the same. */
export function graphOf(tree: SourceTree): Promise<Graph> {
  const known = graphs.get(tree);
  if (known !== undefined) return known;
  const graph = readGraph(tree);
  graphs.set(tree, graph);
  graph.catch(() => graphs.delete(tree));
  return graph;
}

async function readGraph(tree: SourceTree): Promise<Graph> {
  const links = await tree.links();
  const nodes = Map.groupBy(await readNodes(tree, links), ({ directory }) => directory);
  const ignored = await sourceIgnoreRules(tree);
  const graph = { tree, directories: directoriesOf(tree), links, ignored, nodes };
  return { ...graph, plugins: await readPlugins(graph) };
}

async function readNodes(tree: SourceTree, links: Graph["links"]): Promise<readonly Node[]> {
  const places = placesIn(tree, links);
  const blobOf = (path: string) => tree.entries.get(path)?.blob;
  const knownOf = (path: string) => {
    const blob = blobOf(path);
    return blob === undefined ? undefined : read.get(blob);
  };
  const unknown = places.map(({ path }) => path).filter((path) => knownOf(path) === undefined);
  const contents = await tree.read(unknown);
  return places.flatMap(({ path, directory, link }) => {
    const blob = blobOf(path);
    const known = knownOf(path);
    const bytes = contents.get(path);
    const file = known ?? (bytes === undefined ? null : (readKustomization(bytes) ?? null));
    if (blob !== undefined && known === undefined) read.set(blob, file, 4 * (bytes?.length ?? 0) + 256);
    return file === null ? [] : [{ ...file, path, directory, ...(link === undefined ? {} : { link }) }];
  });
}

/** Where kustomizations are written. A link that has the name of one speaks of its own directory. */
function placesIn(tree: SourceTree, links: Graph["links"]): readonly Pick<Node, "path" | "directory" | "link">[] {
  return [...tree.entries.keys()].filter(isKustomizationName).flatMap((path) => {
    const directory = directoryOf(path);
    if (isFile(tree, path)) return [{ path, directory }];
    const followed = followLinks({ tree, links }, path);
    const isThere = followed.status === "reached" && isFile(tree, followed.path);
    return isThere ? [{ path: followed.path, directory, link: path }] : [];
  });
}

/** Plugins' configurations lie in files that a kustomization names, or in those of a directory it names. */
async function readPlugins(graph: Omit<Graph, "plugins">): Promise<Graph["plugins"]> {
  const paths = new Set<string>();
  for (const node of [...graph.nodes.values()].flat()) {
    for (const { target, expected } of node.references) {
      const named = expected === "plugin" ? resolveWithin(node.directory, target) : undefined;
      const followed = named === undefined ? undefined : followLinks(graph, named);
      if (followed?.status !== "reached") continue;
      const { path } = followed;
      if (isFile(graph.tree, path)) paths.add(path);
      else for (const input of closureOf({ ...graph, plugins: new Map() }, path).inputs) paths.add(input);
    }
  }
  const contents = await graph.tree.read([...paths].filter((path) => !isKustomizationName(path)));
  return new Map(
    [...contents].map(([path, bytes]) => [
      path,
      readDocuments(bytes).documents.map(({ object, line }) => readPlugin(object, line)),
    ]),
  );
}

const names: ReadonlySet<string> = new Set(kustomizationNames);

function isKustomizationName(path: string): boolean {
  return names.has(posix.basename(path));
}

/** Directories of kustomizations that no other includes, and of every ring of them the first. */
export function rootsOf(graph: Graph): readonly string[] {
  const directories = [...graph.nodes.keys()].sort();
  const included = new Set(directories.flatMap((directory) => includedBy(graph, directory)));
  const roots = directories.filter((directory) => !included.has(directory));
  const reached = new Set(roots.flatMap((root) => closureOf(graph, root).nodes.map(({ directory }) => directory)));
  for (const directory of directories) {
    if (reached.has(directory)) continue;
    roots.push(directory);
    for (const node of closureOf(graph, directory).nodes) reached.add(node.directory);
  }
  return roots.sort();
}

function includedBy(graph: Graph, directory: string): readonly string[] {
  return (graph.nodes.get(directory) ?? []).flatMap((node) =>
    node.references.flatMap(({ target, expected }) => {
      const named = expected === "file" || looksRemote(target) ? undefined : resolveWithin(node.directory, target);
      const followed = named === undefined ? undefined : followLinks(graph, named);
      return followed?.status === "reached" && graph.nodes.has(followed.path) ? [followed.path] : [];
    }),
  );
}
