import { posix } from "node:path";
import type { SourceLocation } from "../../domain/source.ts";
import { isFile } from "../../sources/tree.ts";
import { resolveWithin } from "../paths.ts";
import { followLinks } from "./links.ts";
import type { Graph, Node } from "./node.ts";
import { kustomizationNames, type Reference } from "./read-kustomization.ts";

/** A mistake of the author's, or something that we will not do. */
export type GraphProblem = SourceLocation & {
  readonly status: "failed" | "errored";
  readonly rule: string;
  readonly message: string;
};

/** All that rendering one directory reads. */
export type Closure = {
  /** Paths from the root, sorted; also those that are looked for and absent. */
  readonly inputs: readonly string[];
  /** The kustomizations on the way, the root first. */
  readonly nodes: readonly Node[];
  readonly problems: readonly GraphProblem[];
  /** Where a kustomization reads files outside its own directory, which kustomize refuses unless told. */
  readonly escapes: readonly (SourceLocation & { readonly file: string })[];
  /** Symbolic links on the way, with the path each leads to. */
  readonly links: ReadonlyMap<string, string>;
};

/**
 * Follows everything a directory's kustomization names, however deep. `nodes` are taken as what the
 * directory holds when they are given.
 */
export function closureOf(graph: Graph, directory: string, nodes?: readonly Node[]): Closure {
  if (nodes !== undefined) return walked(graph, directory, nodes);
  const known = closures.get(graph) ?? new Map<string, Closure>();
  closures.set(graph, known);
  const closure = known.get(directory) ?? walked(graph, directory);
  known.set(directory, closure);
  return closure;
}

/** Finding, claiming and rendering ask for the same ones. */
const closures = new WeakMap<Graph, Map<string, Closure>>();

function walked(graph: Graph, directory: string, nodes?: readonly Node[]): Closure {
  const walk = new ClosureWalk(graph);
  walk.enter(directory, [], nodes);
  const { problems, escapes, links } = walk;
  return { inputs: [...walk.inputs].sort(), nodes: walk.nodes, problems, escapes, links };
}

class ClosureWalk {
  readonly inputs = new Set<string>();
  readonly nodes: Node[] = [];
  readonly problems: GraphProblem[] = [];
  readonly escapes: (SourceLocation & { readonly file: string })[] = [];
  readonly links = new Map<string, string>();
  readonly #graph: Graph;
  readonly #entered = new Set<string>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  enter(directory: string, way: readonly string[], given?: readonly Node[]): void {
    if (this.#entered.has(directory)) return;
    this.#entered.add(directory);
    for (const name of kustomizationNames) this.inputs.add(posix.join(directory, name));
    const own = this.#graph.nodes.get(directory) ?? [];
    const [node, second] = own;
    if (node !== undefined && second !== undefined) {
      const message = `${node.path} is in the same directory; kustomize wants one kustomization file.`;
      this.#fail(second, 1, "two-kustomizations", message);
    }
    for (const each of given ?? own) this.#follow(each, [...way, directory]);
  }

  #follow(node: Node, way: readonly string[]): void {
    this.nodes.push(node);
    if (node.link !== undefined) {
      this.inputs.add(node.path);
      this.links.set(node.link, node.path);
      // Kustomize holds what the link leads to against its rule, and not the link.
      if (!isInside(node.directory, node.path)) this.escapes.push({ path: node.link, line: 1, file: node.path });
    }
    for (const { line, rule, message } of node.problems) this.#fail(node, line, rule, message);
    for (const { line, reason } of node.refusals) this.#refuse(node, line, "plugin", reason);
    for (const reference of node.references) this.#reference(node, reference, way);
  }

  #reference(node: Node, reference: Reference, way: readonly string[]): void {
    const { target: written, expected, line, isSecret = false } = reference;
    const target = isSecret ? "What this secretGenerator names (not shown, it may be a value)" : written;
    if (looksRemote(written)) {
      const why = "is fetched from elsewhere, which is never done here; copy it into the repository.";
      this.#refuse(node, line, "remote", `${target} ${why}`);
      return;
    }
    const named = resolveWithin(node.directory, written);
    if (named === undefined) {
      this.#refuse(node, line, "outside", `${target} lies outside the repository; nothing there is read.`);
      return;
    }
    const path = this.#overLinks(node, named, line);
    if (path === undefined) return;
    if (isFile(this.#graph.tree, path)) this.#file(node, path, expected, line);
    else if (expected !== "file" && this.#graph.directories.has(path)) this.#directory(node, path, target, line, way);
    else this.#missing(node, path, reference);
  }

  #overLinks(node: Node, path: string, line: number): string | undefined {
    const followed = followLinks(this.#graph, path);
    if (followed.status === "lost") {
      this.inputs.add(followed.link);
      this.#refuse(node, line, "link", followed.reason);
      return undefined;
    }
    for (const [link, end] of followed.links) {
      this.inputs.add(link);
      this.links.set(link, end);
    }
    return followed.path;
  }

  #file(node: Node, path: string, expected: Reference["expected"], line: number): void {
    this.inputs.add(path);
    if (!isInside(node.directory, path)) this.escapes.push({ path: node.path, line, file: path });
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
      const ring = [...way.slice(way.indexOf(path)), path].join(" → ");
      this.#fail(node, line, "cycle", `${target} leads back here: ${ring}.`);
      return;
    }
    const link = this.#graph.nodes.has(path) ? undefined : linkedKustomization(this.#graph, path);
    if (link !== undefined) {
      this.inputs.add(link);
      this.#refuse(
        node,
        line,
        "link",
        `${link} is a symbolic link that leads to no kustomization file of this repository.`,
      );
      return;
    }
    if (!this.#graph.nodes.has(path)) {
      const message = `The directory ${path} has no kustomization file; add one, or list its files.`;
      this.#fail(node, line, "no-kustomization", message);
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

function linkedKustomization({ tree }: Graph, directory: string): string | undefined {
  const paths = kustomizationNames.map((name) => posix.join(directory, name));
  return paths.find((path) => tree.entries.get(path)?.kind === "symlink");
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
