import type { NotEvaluated } from "../domain/application.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Recipe } from "../domain/recipe.ts";
import type { RepositoryIdentity } from "../domain/repository.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { Charts } from "../ports/charts.ts";
import type { SourceTree } from "../ports/git.ts";

/**
 * A GitOps engine whose own objects say what is deployed from where. One file per engine; registered in
 * `index.ts`. It only reads: rendering is the renderers' job.
 */
export type Engine = {
  readonly name: string;
  /** One line for people: what it reads. */
  readonly summary: string;
  /** API groups of the objects it reads; files that mention none of them are not parsed for it. */
  readonly groups: readonly string[];
  /** Base names of files that it reads and that are no objects, such as `fleet.yaml`. */
  readonly files?: readonly string[];
  /** Those of its kinds that declare applications: what renders such objects is rendered to find them. */
  readonly declaring: readonly { readonly group: string; readonly kind: string }[];
  /**
   * What these objects deploy from this repository. Never throws on bad objects: one that cannot be read is
   * not evaluated, with its line and the reason. Asked once for what stands in files, which may be nothing,
   * and once per environment for what its applications render.
   */
  declare(objects: readonly DeclaredObject[], context: DeclarationContext): Promise<Declarations>;
  /**
   * What an object among an application's rendered manifests brings with it, such as the chart of a
   * HelmRelease; null for every other object. `siblings` are all manifests of that application.
   */
  deliver?(manifest: Manifest, siblings: readonly Manifest[], context: DeclarationContext): Promise<Delivery | null>;
};

/** An object of an engine, as it stands in a file, or as its parent application renders it. */
export type DeclaredObject = {
  readonly manifest: Manifest;
  /** The environment of the application that renders it; null for an object as it stands in a file. */
  readonly environment: string | null;
  /** Paths of what renders it, by which the nearer of two that it may mean is told. */
  readonly near?: readonly string[];
};

export type DeclarationContext = {
  readonly tree: SourceTree;
  /** Null where nobody knows, as for a folder without a remote: then what exists here is taken to be meant. */
  readonly self: RepositoryIdentity | null;
  readonly charts: Pick<Charts, "refusal">;
  /** Where what is rendered belongs, by which the nearer of two that an object may mean is told. */
  readonly from?: { readonly paths: readonly string[]; readonly environment: string | null };
  /** Objects of the repository as they stand in its files, in any directory, by kind and name. */
  lookUp(kind: string, namespace: string | null, name: string): Promise<readonly Manifest[]>;
};

export type Declarations = {
  readonly applications: readonly DeclaredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Files that mean nothing by themselves and belong to what is named as not evaluated, such as its patches. */
  readonly claims?: readonly string[];
};

export type DeclaredApplication = {
  /** Unique for the object that declares it and, of a generated one, what it was generated from. */
  readonly key: string;
  readonly name: string;
  /** Longer names, for where another application of its environment has the same; the shortest first. */
  readonly longerNames?: readonly string[];
  /** The cluster it goes to, by name or URL, where the object says one. */
  readonly destination: string | null;
  /** Names of what it goes to, such as a group of clusters, that may be its environment's; most telling first. */
  readonly targets?: readonly string[];
  /** Paths that may name its environment, the most telling first. */
  readonly paths: readonly string[];
  /** Sources within this repository. Never empty. */
  readonly parts: readonly DeclaredPart[];
  readonly declaredAt: SourceLocation;
  /** One sentence for people: what declares it. */
  readonly why: string;
  /** Globs of everything that may change it, where the engine's object says so itself; paths from the root. */
  readonly watches?: readonly string[];
};

/** `renderer` null leaves it to detection: kustomize, helm or plain, by what the directory holds. */
export type DeclaredPart = { readonly renderer: string | null; readonly path: string; readonly recipe: Recipe };

export type Delivery =
  | {
      readonly status: "delivered";
      readonly renderer: string;
      readonly path: string;
      readonly recipe: Recipe;
      /** Files that the recipe was made from, beyond the object's own and what the renderer reads. */
      readonly reads?: readonly string[];
    }
  /** Named to people where it matters, and never passed over in silence. */
  | {
      readonly status: "not-rendered";
      readonly reason: string;
      readonly at: SourceLocation;
      /** Files of the repository that it would be made from: a change to one of them is told as well. */
      readonly reads?: readonly string[];
    };
