import type { Json } from "../../../domain/json.ts";

/** Nobody but the cluster, or Kyverno itself, can say: the rule is named as not evaluated, and never as passed. */
export class NotEvaluated extends Error {
  override readonly name: string = "NotEvaluated";
}

/** What the object holds makes it take more than it may, which its author could want. */
export class Exhausted extends NotEvaluated {}

/** Nothing that only a cluster knows stands in the way: Kyverno's own program can say, where there is one. */
export class LeftToKyverno extends NotEvaluated {}

/** Kyverno would report an error where this stands, such as a variable that has no value. */
export class RuleFault extends Error {
  override readonly name: string = "RuleFault";
}

/** What a rule says of one object. */
export type RuleOutcome =
  | { readonly status: "passed" | "skipped" }
  | {
      /** `error`: the rule could not be applied, as Kyverno would say; it refuses like a failure where it has to hold. */
      readonly status: "failed" | "error";
      /** As Kyverno words it. */
      readonly message: string;
      /** Steps from the object's root to the field, where it is known. */
      readonly path: readonly string[] | null;
    };

/** Where a value stands in a document that holds that very value, and not an equal one. */
export function pathTo(value: Json, document: Json): readonly string[] | null {
  if (value === document) return [];
  if (typeof document !== "object" || document === null || typeof value !== "object") return null;
  for (const [key, inner] of Object.entries(document)) {
    const rest = pathTo(value, inner);
    if (rest !== null) return [key, ...rest];
  }
  return null;
}
