import { posix } from "node:path";
import type { BlobId } from "../../domain/revision.ts";
import type { SourceTree } from "../../ports.ts";
import { ByteCache } from "../../sources/byte-cache.ts";
import { readDocuments } from "../../sources/documents.ts";
import { isFile } from "../../sources/tree.ts";
import { directoriesOf, linkOnTheWay, resolveWithin } from "../paths.ts";
import {
  type KustomizationFile,
  kustomizationNames,
  type Reference,
  readKustomization,
  readPlugin,
} from "./read-kustomization.ts";

/** Every kustomization of a tree, and how they include each other. */
export type Graph = {
  readonly tree: SourceTree;
  readonly directories: ReadonlySet<string>;
  /** By directory; a directory with two kustomization files is a mistake that its render reports. */
  readonly nodes: ReadonlyMap<string, readonly Node[]>;
  /** Files that hold configurations of plugins, with what those read. */
  readonly plugins: ReadonlyMap<string, ReturnType<typeof readPlugin>[]>;
};

export type Node = KustomizationFile & { readonly path: string; readonly directory: string };

/** A mistake of the author's, or something that we will not do. */
export type GraphProblem = {
  readonly status: "failed" | "errored";
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
};

/** All that rendering one directory reads. */
export type Closure = {
  /** Paths from the root, sorted; also those that are looked for and absent. */
  readonly inputs: readonly string[];
  /** The kustomizations on the way, the root first. */
  readonly nodes: readonly Node[];
  readonly problems: readonly GraphProblem[];
  /** Whether a kustomization reads files outside its own directory, which kustomize refuses unless told. */
  readonly escapes: boolean;
};

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
  const nodes = Map.groupBy(await readNodes(tree), ({ directory }) => directory);
  const graph = { tree, directories: directoriesOf(tree), nodes };
  return { ...graph, plugins: await readPlugins(graph) };
}

async function readNodes(tree: SourceTree): Promise<readonly Node[]> {
  const names: ReadonlySet<string> = new Set(kustomizationNames);
  const paths = [...tree.entries.keys()].filter((path) => names.has(posix.basename(path)) && isFile(tree, path));
  const blobOf = (path: string) => tree.entries.get(path)?.blob;
  const unknown = paths.filter((path) => read.get(blobOf(path) as BlobId) === undefined);
  const contents = await tree.read(unknown);
  return paths.flatMap((path) => {
    const blob = blobOf(path);
    const known = blob === undefined ? undefined : read.get(blob);
    const bytes = contents.get(path);
    const file = known ?? (bytes === undefined ? null : (readKustomization(bytes) ?? null));
    if (blob !== undefined && known === undefined) read.set(blob, file, 4 * (bytes?.length ?? 0) + 256);
    return file === null ? [] : [{ ...file, path, directory: posix.dirname(path) }];
  });
}

/** Plugins' configurations lie in files that a kustomization names, or in those of a directory it names. */
async function readPlugins(graph: Omit<Graph, "plugins">): Promise<Graph["plugins"]> {
  const paths = new Set<string>();
  for (const node of [...graph.nodes.values()].flat()) {
    for (const { target, expected } of node.references) {
      const path = expected === "plugin" ? resolveWithin(node.directory, target) : undefined;
      if (path === undefined) continue;
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

function isKustomizationName(path: string): boolean {
  return kustomizationNames.some((name) => posix.basename(path) === name);
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
      const path = expected === "file" || looksRemote(target) ? undefined : resolveWithin(node.directory, target);
      return path !== undefined && graph.nodes.has(path) ? [path] : [];
    }),
  );
}

/** Follows everything a directory's kustomization names, however deep. */
export function closureOf(graph: Graph, directory: string): Closure {
  const walk = new ClosureWalk(graph);
  walk.enter(directory, []);
  return { inputs: [...walk.inputs].sort(), nodes: walk.nodes, problems: walk.problems, escapes: walk.escapes };
}

class ClosureWalk {
  readonly inputs = new Set<string>();
  readonly nodes: Node[] = [];
  readonly problems: GraphProblem[] = [];
  escapes = false;
  readonly #graph: Graph;
  readonly #entered = new Set<string>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  enter(directory: string, way: readonly string[]): void {
    if (this.#entered.has(directory)) return;
    this.#entered.add(directory);
    for (const name of kustomizationNames) this.inputs.add(posix.join(directory, name));
    const nodes = this.#graph.nodes.get(directory) ?? [];
    const [node, second] = nodes;
    if (node === undefined) return;
    if (second !== undefined) {
      this.#fail(
        second,
        1,
        "two-kustomizations",
        `${node.path} is in the same directory; kustomize wants one kustomization file.`,
      );
    }
    for (const each of nodes) this.#follow(each, [...way, directory]);
  }

  #follow(node: Node, way: readonly string[]): void {
    this.nodes.push(node);
    for (const { line, rule, message } of node.problems) this.#fail(node, line, rule, message);
    for (const { line, reason } of node.refusals) this.#refuse(node, line, "plugin", reason);
    for (const reference of node.references) this.#reference(node, reference, way);
  }

  #reference(node: Node, reference: Reference, way: readonly string[]): void {
    const { target: written, expected, line, isSecret = false } = reference;
    const target = isSecret ? "What this secretGenerator names (not shown, it may be a value)" : written;
    if (looksRemote(written)) {
      this.#refuse(
        node,
        line,
        "remote",
        `${target} is fetched from elsewhere, which is never done here; copy it into the repository.`,
      );
      return;
    }
    const path = resolveWithin(node.directory, written);
    if (path === undefined) {
      this.#refuse(node, line, "outside", `${target} lies outside the repository; nothing there is read.`);
      return;
    }
    const link = linkOnTheWay(this.#graph.tree, path);
    if (link !== undefined) {
      this.inputs.add(link);
      this.#refuse(
        node,
        line,
        "link",
        `${link} is a symbolic link or a submodule, which is not followed; name the file itself.`,
      );
      return;
    }
    if (isFile(this.#graph.tree, path)) this.#file(node, path, expected, line);
    else if (expected !== "file" && this.#graph.directories.has(path)) this.#directory(node, path, target, line, way);
    else this.#missing(node, path, reference);
  }

  #file(node: Node, path: string, expected: Reference["expected"], line: number): void {
    this.inputs.add(path);
    if (!isInside(node.directory, path)) this.escapes = true;
    if (expected === "directory") {
      this.#fail(node, line, "not-a-directory", `${path} is a file; a directory with a kustomization is wanted here.`);
    }
    if (expected !== "plugin") return;
    for (const { references, refusals } of this.#graph.plugins.get(path) ?? []) {
      for (const refusal of refusals) this.#refuse({ path }, refusal.line, "plugin", refusal.reason);
      for (const reference of references) this.#reference(node, { ...reference, line }, []);
    }
  }

  #directory(node: Node, path: string, target: string, line: number, way: readonly string[]): void {
    if (way.includes(path)) {
      this.#fail(
        node,
        line,
        "cycle",
        `${target} leads back here: ${[...way.slice(way.indexOf(path)), path].join(" → ")}.`,
      );
      return;
    }
    if (!this.#graph.nodes.has(path)) {
      this.#fail(
        node,
        line,
        "no-kustomization",
        `The directory ${path} has no kustomization file; add one, or list its files.`,
      );
    }
    this.enter(path, way);
  }

  #missing(node: Node, path: string, { target, expected, line, isSecret = false }: Reference): void {
    this.inputs.add(path);
    if (expected !== "file") for (const name of kustomizationNames) this.inputs.add(posix.join(path, name));
    const what = isSecret
      ? "A file that this secretGenerator names is not in the repository; its name is not shown, because it may be a value."
      : `There is no ${target} here; ${path} is not in the repository.`;
    this.#fail(node, line, "missing", what);
  }

  #fail({ path }: Pick<Node, "path">, line: number, rule: string, message: string): void {
    this.problems.push({ status: "failed", rule, path, line, message });
  }

  #refuse({ path }: Pick<Node, "path">, line: number, rule: string, message: string): void {
    this.problems.push({ status: "errored", rule, path, line, message });
  }
}

/**
 * Whether kustomize would take an entry for a URL or a git repository before it looks on disk; so an
 * entry such as `github.com/acme/base` is remote even where a directory of that name exists.
 */
export function looksRemote(target: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s]+@|[^/\s]+:|(?:www\.)?github\.com[/:])/i.test(target);
}

function isInside(directory: string, path: string): boolean {
  return directory === "." || path.startsWith(`${directory}/`);
}
