import type { JsonObject } from "../domain/json.ts";

/** Schemas of kinds from places that the operator lists, as kubeconform's `-schema-location` has them. */
export type SchemaLocations = {
  /** What the first place that has one says of a kind. Rejects only when the signal aborts. */
  find(wanted: WantedSchema, signal?: AbortSignal): Promise<FoundSchema>;
};

export type WantedSchema = {
  readonly apiVersion: string;
  readonly kind: string;
  /** `1.34`. */
  readonly kubernetesVersion: string;
  /** Whether its schema comes with Fairlead: then only places that the operator puts first are asked. */
  readonly known: boolean;
};

export type FoundSchema =
  /** JSON Schema, complete in itself. `from` is its address without anything secret. */
  | { readonly status: "found"; readonly schema: JsonObject; readonly from: string }
  /** Every place was asked, and none has it. */
  | { readonly status: "none" }
  /** A place could not be asked, or what it has is no schema; why, in a sentence. */
  | { readonly status: "unreachable"; readonly reason: string };
