import type { Json } from "./domain/json.ts";
import type { BlobId, Revision, TreeId } from "./domain/revision.ts";
import type { DiffLines, FileChange, TreeEntry } from "./domain/source.ts";

/*
 * What the core needs from outside. A function takes `Pick<…>` of these, so its signature tells
 * what it can touch. Adapters implement them; core tests pass plain functions.
 */

// ---------------------------------------------------------------- git

/** Git objects of one repository. Everything is asked for by object id, so every answer can be kept. */
export type Repository = {
  /** A branch, tag, or abbreviation → the commit it names now; undefined when there is none. */
  resolve(name: string): Promise<Revision | undefined>;
  /** Makes these commits available, in one round trip; rejects with `TerminalError` when GitHub has not got one. */
  fetch(revisions: readonly Revision[], signal?: AbortSignal): Promise<void>;
  treeOf(revision: Revision): Promise<TreeId>;
  /** The newest common ancestor; undefined for unrelated histories. */
  mergeBase(one: Revision, other: Revision): Promise<Revision | undefined>;
  /** What a merge of head into base would hold, by `git merge-tree`; nothing is written to a work tree. */
  mergeTree(base: Revision, head: Revision): Promise<MergeResult>;
  /** Every entry of a tree, recursively, by path. Costs one process and no file content. */
  list(tree: TreeId): Promise<readonly TreeEntry[]>;
  /** Paths that differ between two trees, renames as removal and addition. */
  changes(from: TreeId, to: TreeId): Promise<readonly FileChange[]>;
  /** Contents, in one batch; missing blobs are fetched together. Rejects when one cannot be had. */
  read(blobs: readonly BlobId[], signal?: AbortSignal): Promise<ReadonlyMap<BlobId, Uint8Array>>;
  /** The new file's lines that GitHub shows in the diff of a pull request: merge base to head, three lines of context. */
  diffLines(base: Revision, head: Revision): Promise<readonly DiffLines[]>;
};

export type MergeResult =
  | { readonly status: "merged"; readonly tree: TreeId }
  | { readonly status: "conflicts"; readonly paths: readonly string[] };

/** One revision's files. Symbolic links and submodules are listed as such and never followed. */
export type SourceTree = {
  readonly id: TreeId;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Contents by path, in one batch. Paths the tree does not hold as files are left out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
};

// ---------------------------------------------------------------- tools

/** Programs that renderers and policies may run. */
export type ToolName = "kustomize" | "helm" | "opa" | "terraform";

/** Runs a program by argument vector, never a shell, with an empty environment, within limits. */
export type Tools = {
  /** Where it comes from and which version it is; `missing` says in a sentence how to get it. */
  find(tool: ToolName): Promise<FoundTool>;
  run(tool: ToolName, args: readonly string[], limits: RunLimits): Promise<ToolOutcome>;
};

export type FoundTool =
  | { readonly status: "found"; readonly path: string; readonly version: string; readonly origin: "PATH" | "npm" }
  | { readonly status: "missing"; readonly reason: string };

export type RunLimits = {
  readonly directory: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly input?: string;
  readonly signal?: AbortSignal;
};

export type ToolOutcome =
  | { readonly status: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly status: "timed-out" }
  | { readonly status: "too-much-output" }
  | { readonly status: "missing"; readonly reason: string };

/** Throw-away folders outside the repository, for tools that need files. */
export type Workspaces = {
  /** Writes the files, calls `use` with the folder's real path, removes it whatever happens. */
  with<T>(files: ReadonlyMap<string, Uint8Array>, use: (directory: string) => Promise<T>): Promise<T>;
};

// ---------------------------------------------------------------- policies

/** A compiled policy bundle, evaluated in a worker with limits. */
export type PolicyRunner = {
  /** Compiles `sources` (Rego text by path) to WASM, or finds it by content; problems are the author's, with lines. */
  load(sources: ReadonlyMap<string, string>, data: Json, signal?: AbortSignal): Promise<LoadedPolicies>;
};

export type LoadedPolicies =
  | { readonly status: "loaded"; readonly rules: readonly PolicyRule[]; readonly evaluate: EvaluatePolicies }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

export type PolicyProblem = { readonly path: string; readonly line: number; readonly message: string };

/** A rule that can deny, with what its METADATA says. */
export type PolicyRule = {
  /** The package without `data.`, such as `main` or `fairlead.change`. */
  readonly package: string;
  /** `deny`, `warn`, `violation`, `deny_name` … */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly severity: "error" | "warning" | "notice" | null;
  readonly link: string | null;
  readonly remediation: string | null;
};

/** What one rule says about one input. */
export type Denial = {
  readonly package: string;
  readonly rule: string;
  readonly message: string;
  /** JSON pointer into the manifest, when the rule gives one. */
  readonly pointer: string | null;
  readonly metadata: { readonly [key: string]: Json };
};

/**
 * Evaluates every rule of the packages on each input, in order. Rejects with an error that names the
 * rule's file when the evaluation fails, times out or answers nothing: no answer is never "allowed".
 */
export type EvaluatePolicies = (
  packages: readonly string[],
  inputs: readonly Json[],
  options: { readonly data?: Json; readonly signal?: AbortSignal },
) => Promise<readonly (readonly Denial[])[]>;

// ---------------------------------------------------------------- time and identity

/** Milliseconds since 1970; time is an argument everywhere else. */
export type Clock = { now(): number };

/** Structured log lines; secrets are masked by the implementation, not by callers. */
export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

export type LogFields = { readonly [key: string]: Json | Error | undefined };
