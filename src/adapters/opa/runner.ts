import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Denial, EvaluatePolicies, LoadedPolicies, PolicyRule, PolicyRunner } from "../../ports.ts";
import { parseAnswer } from "./answers.ts";
import { builtinNames } from "./builtins/index.ts";
import { type CompilePorts, compilePolicies } from "./compile.ts";
import type { Compilation, CompiledPolicies } from "./compiled.ts";
import { type CompiledCache, diskCache } from "./disk-cache.ts";
import { wantedKey } from "./entry.ts";
import type { InstanceLimits } from "./instance.ts";
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
export type OpaRunner = PolicyRunner & { close(): Promise<void> };

type Module = { readonly key: string; readonly module: WebAssembly.Module; readonly policies: CompiledPolicies };

const defaultLimits: InstanceLimits = { maxMemoryBytes: 512 << 20, maxResultBytes: 4 << 20 };

/** Inputs of a message are read back only when all are answered; more would hold more memory at once. */
const batchSize = 256;

/** Bumped when what is compiled from the same sources changes. */
const format = "1";

/** Compiles policies with OPA and evaluates them in worker threads, each within limits. */
export function createPolicyRunner(options: RunnerOptions): OpaRunner {
  const { timeoutMs = 10_000, limits = defaultLimits } = options;
  const pool = new WorkerPool({ ...(options.workers && { workers: options.workers }), maxHeapMegabytes: 512 });
  const cache = options.cacheDirectory === undefined ? undefined : diskCache(options.cacheDirectory);
  const known = new Map<string, Promise<Module | Extract<Compilation, { readonly status: "broken" }>>>();
  return {
    async load(sources, data, signal) {
      const rego = withoutTests(sources);
      if (rego.size === 0) return nothing;
      const found = await options.tools.find("opa");
      if (found.status === "missing") throw new Error(found.reason);
      const key = keyOf(rego, found.version);
      const loading =
        known.get(key) ??
        compileOnce(key, rego, { ...options, version: found.version, ...(signal && { signal }) }, cache);
      remember(known, key, loading);
      const loaded = await loading;
      if ("problems" in loaded) return loaded;
      if (loaded.policies.rules.length === 0) return nothing;
      const base = isJsonObject(data) ? data : {};
      return {
        status: "loaded",
        rules: loaded.policies.rules,
        evaluate: evaluator(loaded, base, pool, timeoutMs, limits),
      };
    },
    close: () => pool.close(),
  };
}

const nothing: LoadedPolicies = {
  status: "loaded",
  rules: [],
  evaluate: (_packages, inputs) => Promise.resolve(inputs.map(() => [])),
};

function withoutTests(sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...sources].filter(([path, text]) => !path.endsWith("_test.rego") && text.trim() !== ""));
}

function keyOf(sources: ReadonlyMap<string, string>, version: string): string {
  const parts = [format, version, [...builtinNames], [...sources].sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

async function compileOnce(
  key: string,
  sources: ReadonlyMap<string, string>,
  ports: CompilePorts,
  cache: CompiledCache | undefined,
) {
  const kept = await cache?.read(key);
  if (kept !== undefined) return instantiable(key, kept);
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

function evaluator(
  loaded: Module,
  base: JsonObject,
  pool: WorkerPool,
  timeoutMs: number,
  limits: InstanceLimits,
): EvaluatePolicies {
  const evaluate: EvaluatePolicies = async (packages, inputs, { data = {}, each, signal }) => {
    const wanted = { [wantedKey]: Object.fromEntries(packages.map((name) => [name, true])) };
    const dataText = JSON.stringify({ ...base, ...data, ...wanted });
    const batches = Array.from({ length: Math.ceil(inputs.length / batchSize) }, (_, at) => at * batchSize);
    const answers = await Promise.all(
      batches.map(async (start) => {
        const texts = inputs
          .slice(start, start + batchSize)
          .map((input, index) => JSON.stringify({ input, each: each?.[start + index] ?? { action: null, old: null } }));
        const task = { key: loaded.key, module: loaded.module, data: dataText, inputs: texts, limits };
        const outcome = await pool.run(task, timeoutMs, signal);
        if (outcome.status === "answered") return outcome.results.map((text) => parseAnswer(text, loaded.policies));
        const input = texts[outcome.at] ?? "";
        const culprit =
          packages.length === 1
            ? packages
            : [
                await blame(packages, (name) =>
                  pool.run(
                    {
                      ...task,
                      inputs: [input],
                      data: JSON.stringify({ ...base, ...data, [wantedKey]: { [name]: true } }),
                    },
                    timeoutMs / 2,
                    signal,
                  ),
                ),
              ];
        const why =
          outcome.status === "stopped" ? `was stopped after ${timeoutMs / 1000} s` : `failed: ${outcome.reason}`;
        throw new Error(
          `${placeOf(loaded.policies.rules, culprit)}: the evaluation ${why}; no answer is never "allowed".`,
        );
      }),
    );
    return answers.flat() satisfies readonly (readonly Denial[])[];
  };
  return evaluate;
}

/** The first package that alone does not answer either. */
async function blame(
  packages: readonly string[],
  ask: (name: string) => Promise<{ readonly status: string }>,
): Promise<string> {
  for (const name of packages) {
    const { status } = await ask(name);
    if (status !== "answered") return name;
  }
  return "";
}

function placeOf(rules: readonly PolicyRule[], packages: readonly string[]): string {
  const places = rules.filter((rule) => packages.includes(rule.package)).map(({ path, line }) => `${path}:${line}`);
  return places.length > 0 ? places.join(", ") : "policies";
}
