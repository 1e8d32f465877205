import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../errors.ts";
import type { FoundTool, ToolName, ToolOutcome, Tools } from "../../ports/tools.ts";
import { type Candidate, candidatesFor, howToGet, type Refused } from "./candidates.ts";
import { createSandbox, type Isolation, type Sandbox } from "./sandbox.ts";

/** The tools of this machine, and how far they are kept from the network. */
export type MachineTools = Tools & { isolation(): Promise<Isolation> };

type Choice =
  | { readonly status: "found"; readonly candidate: Candidate; readonly version: string }
  | { readonly status: "missing"; readonly reason: string };

/** Many times what a real build takes. Terraform's providers map more, and are not asked about strangers' sources. */
const maxMemoryBytes = 2 * 1024 * 1024 * 1024;

/** Finds each tool once, by the PATH of `env`; later changes of the machine are not noticed. */
export function createTools(
  env: Readonly<Record<string, string | undefined>>,
  candidates = candidatesFor,
): MachineTools {
  const path = env.PATH ?? "";
  const sandbox = createSandbox(path);
  const choices = new Map<ToolName, Promise<Choice>>();

  function chosen(tool: ToolName): Promise<Choice> {
    const choice = choices.get(tool) ?? choose(tool, candidates(tool, path), sandbox);
    choices.set(tool, choice);
    return choice;
  }

  return {
    isolation: () => sandbox.isolation(),
    async find(tool) {
      return asFound(await chosen(tool));
    },
    async run(tool, args, limits): Promise<ToolOutcome> {
      const choice = await chosen(tool);
      if (choice.status === "missing") return choice;
      const { candidate } = choice;
      const bounded = tool === "terraform" ? limits : { ...limits, maxMemoryBytes };
      const outcome = await sandbox.run(candidate.path, candidate.translate(args), bounded);
      if (outcome.status !== "ended") return outcome;
      return { ...outcome, stdout: outcome.stdout.toString("utf8") };
    },
  };
}

function asFound(choice: Choice): FoundTool {
  if (choice.status === "missing") return choice;
  const { path, origin } = choice.candidate;
  return { status: "found", path, version: choice.version, origin };
}

async function choose(tool: ToolName, candidates: readonly (Candidate | Refused)[], sandbox: Sandbox): Promise<Choice> {
  const passedOver: string[] = [];
  for (const candidate of candidates) {
    const choice = await examine(candidate, sandbox);
    if (choice.status === "found") return choice;
    passedOver.push(`${candidate.path} is not used because ${choice.reason}`);
  }
  const why = passedOver.length === 0 ? `There is no ${tool}` : passedOver.join("; ");
  return { status: "missing", reason: `${why}; ${howToGet[tool]}.` };
}

async function examine(candidate: Candidate | Refused, sandbox: Sandbox): Promise<Choice> {
  if ("reason" in candidate) return { status: "missing", reason: candidate.reason };
  if (candidate.sha256 !== null && (await sha256(candidate.path)) !== candidate.sha256) {
    return { status: "missing", reason: "it is not the file we know (its SHA-256 differs)" };
  }
  const limits = { directory: "/", timeoutMs: 20_000, maxOutputBytes: 1024 * 1024 };
  try {
    const outcome = await sandbox.run(candidate.path, candidate.versionArgs, limits);
    const version = outcome.status === "ended" ? candidate.parseVersion(outcome.stdout.toString("utf8")) : undefined;
    if (version === undefined) return { status: "missing", reason: "it does not say its version" };
    if (isAtLeast(version, candidate.oldest)) return { status: "found", candidate, version };
    return { status: "missing", reason: `its version ${version} is older than ${candidate.oldest}` };
  } catch (error) {
    return { status: "missing", reason: messageOf(error) };
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Versions of three numbers; what follows them does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [ours, theirs] = [version, oldest].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  for (const index of [0, 1, 2]) {
    const difference = (ours?.[index] ?? 0) - (theirs?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
