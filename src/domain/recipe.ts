import type { JsonObject } from "./json.ts";
import type { SourceLocation } from "./source.ts";

/**
 * How a directory is to be rendered, beyond what it says itself: what Argo CD, Flux, Fleet, the
 * configuration or a file's name add. Plain data, because what a render is kept by is made from it.
 */
export type Recipe = {
  /** Where that is written; what cannot be told better is told there. */
  readonly declaredAt?: SourceLocation;
  /** The Kubernetes version to render for, such as `1.34`, and API versions it has beyond its own. */
  readonly kubernetesVersion?: string;
  readonly apiVersions?: readonly string[];
  /** Where whoever applies it puts what names no namespace, such as the namespace of Argo CD's destination. */
  readonly namespace?: string;
  /** Where everything is put whatever it says itself, and what belongs to no namespace is refused: Fleet's `namespace`. */
  readonly onlyNamespace?: string;
  readonly helm?: HelmRecipe;
  readonly kustomize?: KustomizeRecipe;
  readonly directory?: DirectoryRecipe;
  readonly terraform?: TerraformRecipe;
  /** Variables replaced in what was rendered, as Flux does after the build. */
  readonly substitution?: Substitution;
};

export type HelmRecipe = {
  readonly release: string;
  readonly namespace: string | null;
  /** Where the chart is, when it is not the part's own directory. */
  readonly chart?: RemoteChart;
  /** Lowest first: each overrides those before it. */
  readonly values: readonly ValuesLayer[];
  /** What `--set` and `--set-string` would say, after all values. */
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly text: boolean }[];
  readonly skipCrds?: boolean;
  readonly skipSchema?: boolean;
  /** Leaves out hooks that only `helm test` runs. */
  readonly skipTests?: boolean;
  /** Kustomize patches over what the chart renders, as Flux's `postRenderers` have them. */
  readonly postRender?: readonly JsonObject[];
};

export type ValuesLayer =
  /** A file, by its path from the repository's root. One that is `optional` may be absent. */
  | { readonly from: "file"; readonly path: string; readonly optional: boolean }
  /** Values written inside another object; `at` is where, and `pointer` leads to them in that document. */
  | {
      readonly from: "inline";
      readonly values: JsonObject;
      readonly at: SourceLocation;
      readonly document: number;
      readonly pointer: string;
    };

/** A chart that is fetched: `repository` begins with `https://`, `http://` or `oci://`. */
export type RemoteChart = {
  readonly repository: string;
  /** Empty where the OCI reference names the chart itself. */
  readonly name: string;
  /** As written: it may be a range, which is refused, or empty. */
  readonly version: string;
  /** `sha256:…` where the author pinned it. */
  readonly digest?: string;
};

export type KustomizeRecipe = {
  /**
   * Fields of a kustomization laid over the directory's own, such as `patches`, `images`, `namePrefix`,
   * `namespace`, `components`. Paths in it are relative to the directory. Images and replicas take the place
   * of those of the same name, other lists are added, maps merged, the rest replaced. One field is none of
   * kustomize's: `commonMetadata: {labels, annotations}`, set on each object itself and nothing within it.
   */
  readonly overlay: JsonObject;
  /** A directory without a kustomization is taken as one of all the manifests below it, as Flux does. */
  readonly generate: boolean;
  /** Lines as in `.gitignore`, about paths from the root, of what is left out of that: Flux's `spec.ignore` of a source. */
  readonly ignore?: string;
  /** Files outside a kustomization's directory, within the repository, may be read: Flux allows it. */
  readonly openRoot: boolean;
  /** What the configuration says about that, over everything else. */
  readonly loadRestrictor?: "root" | "none";
};

/** A directory of plain manifests, as Argo CD's `directory` options have it. */
export type DirectoryRecipe = {
  readonly recurse: boolean;
  /** Globs of paths relative to the directory; empty takes all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};

/** A root module of Terraform in one environment. */
type TerraformRecipe = {
  /** Files with its variables, by their paths from the repository's root, beside those that are always read. */
  readonly variableFiles: readonly string[];
};

export type Substitution = {
  readonly variables: Readonly<Record<string, string>>;
  /** Set when some values are not in the repository, such as an encrypted Secret's: what is not known stays, unless it has a default. */
  readonly incomplete: boolean;
};
