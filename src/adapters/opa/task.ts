import type { Json } from "../../domain/json.ts";
import type { InstanceLimits } from "./instance.ts";

/** What a worker is sent: a batch of inputs, as JSON texts, for one module. */
export type Task = {
  readonly key: string;
  readonly module: WebAssembly.Module;
  /** JSON text of what stands under `data`. */
  readonly data: string;
  readonly inputs: readonly string[];
  readonly limits: InstanceLimits;
  /** The index of the input in hand, for whoever must say on which one the time ran out. */
  readonly progress: Int32Array<SharedArrayBuffer>;
};

/** What it sends back: a result set for every input, or why there is none and at which input. */
export type Answer =
  | { readonly status: "answered"; readonly results: readonly Json[] }
  | { readonly status: "failed"; readonly reason: string; readonly at: number };
