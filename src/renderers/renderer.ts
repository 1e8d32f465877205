import type { Application, NotEvaluated } from "../domain/application.ts";
import type { Finding } from "../domain/finding.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { SourceTree, Tools, Workspaces } from "../ports.ts";

/** Turns sources into manifests. One file per tool; registered in `index.ts`. */
export type Renderer = {
  readonly name: string;
  /** One line for people: what it renders. */
  readonly summary: string;
  /**
   * What of this kind the tree holds. `claimed` are files that renderers before it in the registry
   * already account for. Never throws on bad sources: what it cannot read it finds all the same,
   * and rendering says what is wrong.
   */
  find(tree: SourceTree, claimed: ReadonlySet<string>): Promise<FoundSources>;
  /** What the render of one directory reads, for an application that the configuration names. */
  inputs(tree: SourceTree, path: string): Promise<readonly string[]>;
  render(application: Application, tree: SourceTree, ports: RenderPorts): Promise<Rendering>;
};

export type RenderPorts = {
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly signal?: AbortSignal;
  /** Problems are found one by one from here. */
  readonly limits: RenderLimits;
};

export type RenderLimits = { readonly timeoutMs: number; readonly maxOutputBytes: number };

export type FoundSources = {
  readonly sources: readonly FoundSource[];
  /** Files that belong to sources found here, so that nobody else reads them as plain manifests. */
  readonly claims: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
};

/** A directory that can be rendered. `inputs` as in `DiscoveredApplication`. */
export type FoundSource = { readonly path: string; readonly inputs: readonly string[]; readonly why: string };

/**
 * `failed` is the author's to fix, with its line; `errored` is that we could not or would not,
 * such as a remote base, a time limit, a missing tool.
 */
export type Rendering =
  | {
      readonly status: "rendered";
      readonly manifests: readonly Manifest[];
      /** Things a reader should know that fail nothing. */
      readonly findings: readonly Finding[];
    }
  | { readonly status: "failed"; readonly findings: readonly Finding[] }
  | { readonly status: "errored"; readonly reason: string; readonly at?: SourceLocation };
