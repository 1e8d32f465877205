/** Rules from outside the repository, each pinned to exactly what it holds. */
export type PolicyBundles = {
  /** What the operator asks of this repository (`owner/name`, or null), whatever its own configuration says. */
  required(repository: string | null): readonly RequiredBundle[];
  /** Files by path. Rejects when the host fails; what is not allowed, or is not what was pinned, is an answer. */
  fetch(bundle: BundleReference, signal?: AbortSignal): Promise<FetchedBundle>;
};

export type RequiredBundle = {
  readonly name: string;
  readonly reference: BundleReference;
  /** `policy`: Rego as in `policies/`. `admission`: objects such as ConstraintTemplates. */
  readonly holds: "policy" | "admission";
  /** Empty means all. */
  readonly environments: readonly string[];
};

/** `url` begins with `https://`, `oci://` or `git+https://`; `pin` is `sha256:…`, or the commit of a Git repository. */
export type BundleReference = { readonly url: string; readonly pin: string; readonly directory?: string };

export type FetchedBundle =
  | { readonly status: "fetched"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly status: "refused"; readonly reason: string };
