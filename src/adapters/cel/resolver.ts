import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { newBudget } from "./answer.ts";
import { EvaluationFault, NotEvaluatedFault } from "./faults.ts";
import type { Frame, Run } from "./frame.ts";
import { fromJson, type Unknowns } from "./from-json.ts";
import type { DescribedVariable } from "./shapes.ts";
import { Mapping, Optional, type Value } from "./values.ts";

/** What the names of one input are worth; each is read when it is first asked for. */
export function resolverOf(
  input: JsonObject,
  described: ReadonlyMap<string, DescribedVariable>,
  unknown: Unknowns,
  variables: ReadonlyMap<string, Run>,
): Frame["resolve"] {
  const known = new Map<string, Value>();
  const resolve = (name: string): Value => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const value = read(name);
    known.set(name, value);
    return value;
  };
  const read = (name: string): Value => {
    const why = unknown[name.split(".")[0] ?? name];
    if (typeof why === "string") throw new NotEvaluatedFault(why);
    if (name === "variables" && variables.size > 0) return new Variables(variables, resolve);
    const json = input[name];
    const type = described.get(name);
    if (json === undefined && type?.optional === true) return new Optional();
    if (json === undefined) throw new EvaluationFault(`no such attribute(s): ${name}`);
    const value = type === undefined && why === undefined ? untyped(json) : fromJson(json, type?.shape, why);
    return type?.optional === true ? new Optional(value) : value;
  };
  return resolve;
}

/** What programs share is read once: values do not change. */
const shared = new WeakMap<JsonObject, Value>();

function untyped(json: Json): Value {
  if (!isJsonObject(json)) return fromJson(json);
  const known = shared.get(json) ?? fromJson(json);
  shared.set(json, known);
  return known;
}

type Outcome = { readonly value: Value } | { readonly fault: unknown };

/** Each variable is evaluated when it is first asked for; a fault is as lasting as a value. */
class Variables extends Mapping {
  readonly #runs: ReadonlyMap<string, Run>;
  readonly #resolve: Frame["resolve"];
  readonly #known = new Map<string, Outcome>();

  constructor(runs: ReadonlyMap<string, Run>, resolve: Frame["resolve"]) {
    super();
    this.#runs = runs;
    this.#resolve = resolve;
  }

  get size(): number {
    return this.#runs.size;
  }

  keys(): readonly Value[] {
    return [...this.#runs.keys()];
  }

  get(key: Value): Value | undefined {
    const run = typeof key === "string" ? this.#runs.get(key) : undefined;
    if (typeof key !== "string" || run === undefined) return undefined;
    const outcome = this.#known.get(key) ?? this.#evaluate(run);
    this.#known.set(key, outcome);
    if ("fault" in outcome) throw outcome.fault;
    return outcome.value;
  }

  #evaluate(run: Run): Outcome {
    try {
      return { value: run({ resolve: this.#resolve, slots: [], budget: newBudget() }) };
    } catch (fault) {
      return { fault };
    }
  }
}
