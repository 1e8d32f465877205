import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { launchProgram } from "../launcher.ts";
import { type ProgramOutcome, runProgram } from "../run-program.ts";
import { findProgram } from "./candidates.ts";
import { createThrowAway } from "./throw-away.ts";

/** How far a tool is kept from the network. */
export type Isolation = "network-namespace" | "unreachable-proxy";

export type Sandbox = {
  isolation(): Promise<Isolation>;
  run(path: string, args: readonly string[], limits: SandboxLimits): Promise<ProgramOutcome>;
};

type SandboxLimits = {
  readonly directory: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Of memory it writes to, where the system has `prlimit`. */
  readonly maxMemoryBytes?: number;
  readonly input?: string;
  readonly signal?: AbortSignal;
};

/**
 * Runs programs with nothing of ours in reach: an environment made from nothing, an empty PATH, a home
 * that is thrown away, and, where Linux lets us, a network namespace without any network. Elsewhere
 * only proxies that lead nowhere keep well-behaved programs from it. It is no wall against a program
 * that means harm: the files that our user may read, it may read too. A limit of memory keeps what a template
 * makes a program ask for from taking the machine down.
 */
export function createSandbox(path: string): Sandbox {
  const unshare = findProgram("unshare", path);
  const prlimit = findProgram("prlimit", path);
  let prefix: Promise<readonly string[]> | undefined;

  async function run(program: string, args: readonly string[], limits: SandboxLimits): Promise<ProgramOutcome> {
    prefix ??= networkPrefix(unshare);
    const [first = "", ...rest] = [...(await prefix), ...memoryPrefix(prlimit, limits), program, ...args];
    return inThrowAwayHome((env) => launchProgram({ path: first, args: rest, env, ...limits }));
  }

  return {
    run,
    async isolation() {
      prefix ??= networkPrefix(unshare);
      return (await prefix).length > 0 ? "network-namespace" : "unreachable-proxy";
    },
  };
}

/** Needs user namespaces, which containers often forbid; so it is tried, not assumed. */
async function networkPrefix(unshare: string | undefined): Promise<readonly string[]> {
  if (unshare === undefined) return [];
  const prefix = [unshare, "--map-root-user", "--net", "--"];
  const [first = "", ...rest] = [...prefix, unshare, "--version"];
  const limits = { directory: "/", timeoutMs: 5000, maxOutputBytes: 4096 };
  const outcome = await inThrowAwayHome((env) => runProgram({ path: first, args: rest, env, ...limits }));
  return outcome.status === "ended" && outcome.code === 0 ? prefix : [];
}

/** Nothing a tool writes has to be larger; what it prints has its own limit. */
const maxFileBytes = 1024 * 1024 * 1024;

/** Memory that is written to and not address space: programs in Go reserve much more of that than they ever use. */
function memoryPrefix(prlimit: string | undefined, { maxMemoryBytes }: SandboxLimits): readonly string[] {
  if (prlimit === undefined || maxMemoryBytes === undefined) return [];
  return [prlimit, `--data=${maxMemoryBytes}`, `--fsize=${maxFileBytes}`, "--core=0", "--"];
}

async function inThrowAwayHome<T>(use: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const home = await createThrowAway();
  try {
    const [bin, temporary] = [join(home, "bin"), join(home, "tmp")];
    await Promise.all([mkdir(bin), mkdir(temporary)]);
    return await use(emptyEnvironment(home, bin, temporary));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Port 9 discards: whoever asks a proxy there hears "connection refused" at once. */
const nowhere = "http://127.0.0.1:9";

function emptyEnvironment(home: string, bin: string, temporary: string): Record<string, string> {
  return {
    HOME: home,
    PATH: bin,
    TMPDIR: temporary,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    NO_PROXY: "",
    http_proxy: nowhere,
    https_proxy: nowhere,
    all_proxy: nowhere,
    no_proxy: "",
    GIT_TERMINAL_PROMPT: "0",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}
