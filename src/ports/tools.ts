/** Programs that renderers and policies may run. */
export type ToolName = "kustomize" | "helm" | "opa" | "terraform" | "kyverno";

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
  /**
   * Writes the files, calls `use` with the folder's real path, removes it whatever happens. `links` are symbolic
   * links to them, by path; one that leads out of the folder, or over another link, is refused.
   */
  with<T>(
    files: ReadonlyMap<string, Uint8Array>,
    use: (directory: string) => Promise<T>,
    links?: ReadonlyMap<string, string>,
  ): Promise<T>;
};
