import type { Application, NotEvaluated } from "../domain/application.ts";
import type { ConfigurationDocument } from "../domain/configuration.ts";
import type { Finding } from "../domain/finding.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Recipe } from "../domain/recipe.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { Charts } from "../ports/charts.ts";
import type { SourceTree } from "../ports/git.ts";
import type { ToolName, Tools, Workspaces } from "../ports/tools.ts";

/** Turns sources into manifests. One file per tool; registered in `index.ts`. */
export type Renderer = {
  readonly name: string;
  /** One line for people: what it renders. */
  readonly summary: string;
  /** The programs that it may run: what it renders depends on their versions. */
  readonly tools: readonly ToolName[];
  /**
   * What of this kind the tree holds. Never throws on bad sources: what it cannot read it finds all the
   * same, and rendering says what is wrong.
   */
  find(tree: SourceTree, context: FindContext): Promise<FoundSources>;
  /** What the render of one directory reads, by this recipe. */
  inputs(tree: SourceTree, path: string, recipe: Recipe): Promise<readonly string[]>;
  render(subject: RenderSubject, tree: SourceTree, ports: RenderPorts): Promise<Rendering>;
};

export type FindContext = {
  /** Files that the configuration, engines' objects and renderers before it already account for. */
  readonly claimed: ReadonlySet<string>;
  /** Names that may be environments, in a file's name such as `values-prod.yaml`. */
  readonly environments: readonly string[];
};

/** What to render: the application it is for, with `path` and `recipe` of the part. */
export type RenderSubject = Application & { readonly recipe: Recipe };

export type RenderPorts = {
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly charts: Charts;
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
export type FoundSource = {
  readonly path: string;
  readonly inputs: readonly string[];
  readonly why: string;
  readonly recipe?: Recipe;
  /** Set where something else than the path names it, such as a values file. */
  readonly environment?: string;
};

/**
 * `failed` is the author's to fix, with its line; `errored` is that we could not or would not,
 * such as a remote base, a time limit, a missing tool.
 */
export type Rendering =
  | {
      readonly status: "rendered";
      readonly manifests: readonly Manifest[];
      /** Files of a configuration that is no Kubernetes manifest, such as Terraform's. */
      readonly documents?: readonly ConfigurationDocument[];
      /** Things a reader should know that fail nothing. */
      readonly findings: readonly Finding[];
    }
  | {
      readonly status: "failed";
      readonly findings: readonly Finding[];
      /** Set where it may be right, and only asks for values that nothing here gives: a chart that others deploy. */
      readonly lacksValues?: true;
    }
  | { readonly status: "errored"; readonly reason: string; readonly at?: SourceLocation };
