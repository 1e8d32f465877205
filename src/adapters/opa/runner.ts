import { createHash } from "node:crypto";
import { isJsonObject } from "../../domain/json.ts";
import type { LoadedPolicies, PolicyProblem, PolicyRunner } from "../../ports/policies.ts";
import { builtinNames } from "./builtins/index.ts";
import { type CompilePorts, compilePolicies } from "./compile.ts";
import type { Compilation, CompiledPolicies } from "./compiled.ts";
import { type CompiledCache, diskCache } from "./disk-cache.ts";
import { evaluatorOf, type Module } from "./evaluate.ts";
import type { InstanceLimits } from "./instance.ts";
import { runPolicyTests } from "./policy-tests.ts";
import { WorkerPool } from "./pool.ts";

export type RunnerOptions = Omit<CompilePorts, "signal" | "version"> & {
  /** Compiled policies are kept here between runs; nowhere when left out. */
  readonly cacheDirectory?: string;
  readonly workers?: number;
  /** For one batch of inputs. */
  readonly timeoutMs?: number;
  readonly limits?: InstanceLimits;
};

/** A runner, and how to end its threads. */
type OpaRunner = PolicyRunner & { close(): Promise<void> };

const defaultLimits: InstanceLimits = { maxMemoryBytes: 512 << 20, maxResultBytes: 4 << 20 };

/** Bumped when what is compiled from the same sources changes. */
const format = "3";

/** Compiles policies with OPA and evaluates them in worker threads, each within limits. */
export function createPolicyRunner(options: RunnerOptions): OpaRunner {
  const limits = { timeoutMs: options.timeoutMs ?? 10_000, ...(options.limits ?? defaultLimits) };
  const pool = new WorkerPool({ ...(options.workers && { workers: options.workers }), maxHeapMegabytes: 512 });
  const cache = options.cacheDirectory === undefined ? undefined : diskCache(options.cacheDirectory);
  const known = new Map<string, Promise<Module | Broken>>();
  return {
    async load(sources, data, signal) {
      const rego = withoutTests(sources);
      if (rego.size === 0) return nothing;
      const key = keyOf(rego);
      const loading = known.get(key) ?? loadModule(key, rego, options, cache, signal);
      remember(known, key, loading);
      // A thread takes longer to start than a module to be read.
      pool.warm();
      const loaded = await loading;
      if ("problems" in loaded) return loaded;
      const { rules } = loaded.policies;
      if (rules.length === 0) return { status: "broken", problems: [withoutRules(rego)] };
      return {
        status: "loaded",
        rules,
        evaluate: evaluatorOf(loaded, isJsonObject(data) ? data : {}, pool, limits),
      };
    },
    async test(sources, data, signal) {
      const { tools, workspaces } = options;
      const found = await tools.find("opa");
      if (found.status === "missing") throw new Error(found.reason);
      return runPolicyTests(sources, data, { tools, workspaces, version: found.version, ...(signal && { signal }) });
    },
    close: () => pool.close(),
  };
}

type Broken = Extract<Compilation, { readonly status: "broken" }>;

const nothing: LoadedPolicies = {
  status: "loaded",
  rules: [],
  evaluate: (_packages, inputs) => Promise.resolve(inputs.map(() => [])),
};

/** Policies that can say nothing were meant to say something. */
function withoutRules(rego: ReadonlyMap<string, string>): PolicyProblem {
  const [[path, text] = ["", ""]] = rego;
  const line = text.split("\n").findIndex((one) => /^[ \t]*package\b/.test(one)) + 1;
  const message =
    "No rule here can deny anything: name one `deny`, `warn` or `violation`, also with a suffix, or leave these files out of the sources of policies";
  return { path, line: Math.max(line, 1), message };
}

function withoutTests(sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...sources].filter(([path, text]) => !path.endsWith("_test.rego") && text.trim() !== ""));
}

/**
 * All that the answers depend on. Not the version of OPA: a module stays what it is whichever OPA
 * compiled it, and to ask for the version would mean to start OPA each time.
 */
function keyOf(sources: ReadonlyMap<string, string>): string {
  const parts = [format, [...builtinNames], [...sources].sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

async function loadModule(
  key: string,
  sources: ReadonlyMap<string, string>,
  { tools, workspaces }: RunnerOptions,
  cache: CompiledCache | undefined,
  signal: AbortSignal | undefined,
): Promise<Module | Broken> {
  const kept = await cache?.read(key);
  if (kept !== undefined) return instantiable(key, kept);
  const found = await tools.find("opa");
  if (found.status === "missing") throw new Error(found.reason);
  const ports = { tools, workspaces, version: found.version, ...(signal && { signal }) };
  const compilation = await compilePolicies(sources, ports);
  if (compilation.status === "broken") return compilation;
  await cache?.write(key, compilation.policies);
  return instantiable(key, compilation.policies);
}

async function instantiable(key: string, policies: CompiledPolicies): Promise<Module> {
  // The smallest module there is: its header. Without rules nothing is ever asked of it.
  const bytes = policies.wasm.length > 0 ? policies.wasm : new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  return { key, module: await WebAssembly.compile(bytes.slice()), policies };
}

/** A compilation that failed for reasons of ours is tried again next time. */
function remember<T>(known: Map<string, Promise<T>>, key: string, loading: Promise<T>): void {
  known.delete(key);
  known.set(key, loading);
  loading.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > 16 && oldest !== undefined) known.delete(oldest);
}
