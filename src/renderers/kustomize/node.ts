import type { SourceTree } from "../../ports/git.ts";
import type { KustomizationFile, readPlugin } from "./read-kustomization.ts";
import type { IgnoreRule } from "./source-ignore.ts";

/** Every kustomization of a tree. */
export type Graph = {
  readonly tree: SourceTree;
  readonly directories: ReadonlySet<string>;
  /** What symbolic links say, by path. */
  readonly links: ReadonlyMap<string, string>;
  /** What Flux leaves out of what it deploys from here. */
  readonly ignored: readonly IgnoreRule[];
  /** By directory; a directory with two kustomization files is a mistake that its render reports. */
  readonly nodes: ReadonlyMap<string, readonly Node[]>;
  /** Files that hold configurations of plugins, with what those read. */
  readonly plugins: ReadonlyMap<string, ReturnType<typeof readPlugin>[]>;
};

/**
 * `path` is where it is written, and so where mistakes in it are told; `directory` is what it speaks of. `link`
 * is where kustomize finds it, when that is a symbolic link to where it is written.
 */
export type Node = KustomizationFile & { readonly path: string; readonly directory: string; readonly link?: string };
