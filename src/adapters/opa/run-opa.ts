import type { ToolOutcome, Tools, Workspaces } from "../../ports/tools.ts";

/** `version` is that of the OPA that will be run. */
export type CompilePorts = {
  readonly version: string;
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly signal?: AbortSignal;
};

/** OPA ran to its end, whatever it says. */
export type Ended = Extract<ToolOutcome, { readonly status: "ended" }>;

/** Runs OPA in the directory. Rejects when it cannot be run to its end. */
export async function runOpa(args: readonly string[], directory: string, ports: CompilePorts): Promise<Ended> {
  const limits = {
    directory,
    timeoutMs: 60_000,
    maxOutputBytes: 64 << 20,
    ...(ports.signal && { signal: ports.signal }),
  };
  const outcome = await ports.tools.run("opa", args, limits);
  if (outcome.status === "ended") return outcome;
  if (outcome.status === "missing") throw new Error(outcome.reason);
  throw new Error(
    `opa ${args[0]} was stopped: ${outcome.status === "timed-out" ? "it ran for a minute" : "it wrote too much"}.`,
  );
}

/** How every build begins; the capabilities stand in the folder. */
export function buildArguments(ports: CompilePorts): readonly string[] {
  return ["build", ...syntaxFlag(ports), "--capabilities", "capabilities.json"];
}

/** OPA 1 reads v1 unless told otherwise; before it v0 is the default, and not every command knows the flag. */
export function syntaxFlag({ version }: CompilePorts): readonly string[] {
  return version.startsWith("0.") ? [] : ["--v0-compatible"];
}
