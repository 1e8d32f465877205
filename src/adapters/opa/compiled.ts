import type { PolicyProblem, PolicyRule } from "../../ports/policies.ts";
import type { Entry } from "./entry.ts";

/** Policies as one WebAssembly module, and what its answers mean. */
export type CompiledPolicies = {
  readonly wasm: Uint8Array;
  /** Indexed as the module's answers are. */
  readonly rules: readonly PolicyRule[];
  readonly exceptions: Entry["exceptions"];
};

export type Compilation =
  | { readonly status: "compiled"; readonly policies: CompiledPolicies }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };
