import { createRequire } from "node:module";
import type { LoadedPolicy } from "@open-policy-agent/opa-wasm";
import type { Json } from "../../domain/json.ts";
import type { Builtin } from "./builtins/builtin.ts";
import { type ModuleExports, ModuleImports } from "./module-imports.ts";

// As an ES module the SDK hides the class that its types promise; as a CommonJS module it has it.
const sdk: typeof import("@open-policy-agent/opa-wasm") = createRequire(import.meta.url)("@open-policy-agent/opa-wasm");

export type InstanceLimits = { readonly maxMemoryBytes: number; readonly maxResultBytes: number };

const page = 64 * 1024;

/** One running module, driven by OPA's SDK. It never answers "nothing": whatever goes wrong is an error. */
export class PolicyInstance {
  readonly #policy: LoadedPolicy;
  readonly #imports: ModuleImports;
  readonly #limits: InstanceLimits;
  readonly #encoder = new TextEncoder();

  constructor(module: WebAssembly.Module, builtins: Readonly<Record<string, Builtin>>, limits: InstanceLimits) {
    this.#limits = limits;
    const memory = new WebAssembly.Memory({ initial: 16, maximum: Math.floor(limits.maxMemoryBytes / page) });
    const imports = new ModuleImports(memory, builtins);
    const exports = new WebAssembly.Instance(module, { env: imports.env }).exports as Exports;
    requireInterface(exports);
    imports.connect(exports);
    this.#imports = imports;
    const instance = { exports: { ...exports, opa_eval: limited(exports.opa_eval, imports, limits) } };
    this.#policy = new sdk.LoadedPolicy(instance, memory, exports.opa_wasm_abi_minor_version.value);
  }

  /** What stands under `data` from now on, as a JSON text. */
  setData(json: string): void {
    this.#policy.setData(this.#encode(json));
  }

  /** The answer to one input, given as a JSON text: a result set. */
  evaluate(input: string): Json {
    const bytes = this.#encode(input);
    if (this.#policy.dataHeapPtr + bytes.byteLength > this.#limits.maxMemoryBytes) {
      throw new Error(
        `The input does not fit into the ${this.#limits.maxMemoryBytes >> 20} MiB an evaluation may use.`,
      );
    }
    this.#imports.beginEvaluation();
    return this.#policy.evaluate(bytes);
  }

  /** The SDK takes an ArrayBuffer for JSON that is written already. */
  #encode(json: string): ArrayBuffer {
    const bytes = this.#encoder.encode(json);
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }
}

type Exports = ModuleExports & {
  readonly opa_wasm_abi_version: { readonly value: number };
  readonly opa_wasm_abi_minor_version: { readonly value: number };
  opa_eval(...parameters: readonly number[]): number;
};

/** From 1.2 on one call evaluates, and leaves the answer as a text whose length can be looked at first. */
function requireInterface({ opa_wasm_abi_version: major, opa_wasm_abi_minor_version: minor }: Exports): void {
  if (major?.value !== 1 || !(minor?.value >= 2)) {
    throw new Error(`The policies were compiled for version ${major?.value}.${minor?.value} of OPA's interface.`);
  }
}

function limited(evaluate: Exports["opa_eval"], imports: ModuleImports, { maxResultBytes }: InstanceLimits) {
  return (...parameters: readonly number[]): number => {
    const address = evaluate(...parameters);
    if (imports.endOf(address) - address > maxResultBytes) {
      throw new Error(`The answer to one manifest is longer than ${maxResultBytes} bytes.`);
    }
    return address;
  };
}
