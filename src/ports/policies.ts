import type { Json, JsonObject } from "../domain/json.ts";

/** A compiled policy bundle, evaluated in a worker with limits. */
export type PolicyRunner = {
  /** Compiles `sources` (Rego text by path) to WASM, or finds it by content; problems are the author's, with lines. */
  load(sources: ReadonlyMap<string, string>, data: Json, signal?: AbortSignal): Promise<LoadedPolicies>;
  /** Runs the tests among `sources`, with nothing that `load` would refuse. */
  test(sources: ReadonlyMap<string, string>, data: JsonObject, signal?: AbortSignal): Promise<PolicyTestRun>;
};

/** One `test_…` rule and what became of it. */
export type PolicyTest = {
  /** Without `data.`. */
  readonly package: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** The error it ended with, if any. */
  readonly error: string | null;
  /** How long it took, where that is known. */
  readonly milliseconds?: number;
};

export type PolicyTestRun =
  | { readonly status: "ran"; readonly tests: readonly PolicyTest[] }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

export type LoadedPolicies =
  | { readonly status: "loaded"; readonly rules: readonly PolicyRule[]; readonly evaluate: EvaluatePolicies }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

export type PolicyProblem = { readonly path: string; readonly line: number; readonly message: string };

/** A rule that can deny, with what its METADATA says. */
export type PolicyRule = {
  /** The package without `data.`, such as `main` or `fairlead.change`. */
  readonly package: string;
  /** `deny`, `warn`, `violation`, `deny_name` … */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  /** `off` is judged only where the settings say how much it weighs. */
  readonly severity: "error" | "warning" | "notice" | "off" | null;
  readonly link: string | null;
  readonly remediation: string | null;
  /** The set of rules it belongs to, which the settings can weigh as one, such as `pod-security-baseline`. */
  readonly profile: string | null;
  readonly parameters: readonly RuleParameter[];
};

/** What a rule can be told by the settings, as its METADATA declares it; nobody has held it to its type yet. */
export type RuleParameter = {
  readonly name: string;
  readonly type: string;
  readonly default: Json;
  readonly description: string;
};

/** What one rule says about one input. */
export type Denial = {
  readonly package: string;
  readonly rule: string;
  readonly message: string;
  /** JSON pointer into the manifest, when the rule gives one. */
  readonly pointer: string | null;
  readonly metadata: { readonly [key: string]: Json };
};

/**
 * Evaluates every rule of the packages on each input, in order. Rejects with an error that names the
 * rule's file when the evaluation fails, times out or answers nothing: no answer is never "allowed".
 */
export type EvaluatePolicies = (
  packages: readonly string[],
  inputs: readonly Json[],
  options: {
    /** Stands under `data` for all the inputs, beside the data the policies were loaded with. */
    readonly data?: JsonObject;
    /** For each input, what stands under `data.fairlead` for it alone. */
    readonly each?: readonly OfOneInput[];
    readonly signal?: AbortSignal;
  },
) => Promise<readonly (readonly Denial[])[]>;

export type OfOneInput = {
  readonly action: Json;
  readonly old: Json;
  /** The file it comes from, and what else its folder holds, by name, where rules may ask for it. */
  readonly path?: string | null;
  readonly beside?: readonly string[];
};
