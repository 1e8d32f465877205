import type { JsonObject } from "../../domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram } from "../../ports.ts";
import { type Checked, checkExpression, type Declarations } from "./check.ts";
import { CompileFault, EvaluationFault, NotEvaluatedFault } from "./faults.ts";
import type { Frame, Run } from "./frame.ts";
import { fromJson, type Unknowns } from "./from-json.ts";
import type { Budget } from "./functions/overload.ts";
import { interpret } from "./interpret.ts";
import { parseExpression } from "./parse.ts";
import { type Described, describeSchema } from "./shapes.ts";
import { toJson } from "./to-json.ts";
import { isSameType, nameOfType, type Type, types } from "./types.ts";
import { Mapping, type Value } from "./values.ts";

/** The answers to one input. */
export type CompiledProgram = (input: JsonObject) => readonly ExpressionAnswer[];

/** What one expression may cost: what the API server allows, counted here a little differently. */
const costLimit = 1_000_000;

/** A program whose expressions may use the names, whatever else it declares. */
export function compileProgram(program: ExpressionProgram, names: readonly string[]): CompiledProgram {
  const described = describeVariables(program);
  const unknown = unknownsOf(program);
  const declared = declarationsOf(program, names, described, unknown);
  const variables = compileVariables(program, declared);
  const expressions = program.expressions.map((text, index) =>
    compileExpression(text, variables.declarations, program.results?.[index] ?? "any"),
  );
  return (input) => {
    const resolve = resolver(input, described, unknown, variables.runs);
    return expressions.map((expression) => ("status" in expression ? expression : answerOf(expression, resolve)));
  };
}

function describeVariables(program: ExpressionProgram): ReadonlyMap<string, Described> {
  return new Map(
    Object.entries(program.types ?? {}).flatMap(([name, { schema, resource }]) => {
      const found = describeSchema(schema, resource, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

type Tree = { [field: string]: string | Tree };

/** Paths such as `request.userInfo` as a tree. */
function unknownsOf(program: ExpressionProgram): Unknowns {
  const tree: Tree = {};
  for (const [path, reason] of Object.entries(program.unknown ?? {})) {
    const parts = path.split(".");
    let at = tree;
    for (const part of parts.slice(0, -1)) {
      const next = at[part];
      if (typeof next === "string") break;
      at = at[part] = next ?? {};
    }
    at[parts.at(-1) ?? ""] = reason;
  }
  return tree;
}

function declarationsOf(
  { kubernetes }: ExpressionProgram,
  names: readonly string[],
  described: ReadonlyMap<string, Described>,
  unknown: Unknowns,
): Declarations {
  const all = new Set([...names, ...described.keys(), ...Object.keys(unknown)]);
  const variables = new Map(
    [...all].map((name) => [name, described.get(name)?.type ?? builtInTypes.get(name) ?? types.dyn] as const),
  );
  if (variables.has("authorizer"))
    variables.set("authorizer.requestResource", types.opaque("kubernetes.authorization.ResourceCheck"));
  return { minor: kubernetes ?? null, variables };
}

/** What only a cluster has. */
const builtInTypes: ReadonlyMap<string, Type> = new Map([
  ["authorizer", types.opaque("kubernetes.authorization.Authorizer")],
]);

type CompiledVariables = { readonly declarations: Declarations; readonly runs: ReadonlyMap<string, Run> };

/** Each may use those before it. */
function compileVariables(program: ExpressionProgram, declared: Declarations): CompiledVariables {
  const fields = new Map<string, Type>();
  const runs = new Map<string, Run>();
  const scope = (): Declarations => ({
    ...declared,
    variables: new Map(declared.variables).set("variables", { kind: "object", name: "kubernetes.variables", fields }),
  });
  for (const { name, expression } of program.variables) {
    const compiled = compileExpression(expression, scope(), "any");
    if ("status" in compiled) {
      runs.set(name, () => {
        throw compiled.status === "not-evaluated"
          ? new NotEvaluatedFault(reasonOf(compiled))
          : new BrokenVariable(reasonOf(compiled));
      });
      fields.set(name, types.dyn);
    } else {
      runs.set(name, compiled.run);
      fields.set(name, compiled.type);
    }
  }
  return { declarations: program.variables.length === 0 ? declared : scope(), runs };
}

class BrokenVariable extends EvaluationFault {}

function reasonOf(answer: ExpressionAnswer): string {
  return "reason" in answer ? answer.reason : "";
}

type Compiled = { readonly run: Run; readonly type: Type };

function compileExpression(
  text: string,
  declarations: Declarations,
  wanted: "any" | "bool" | "string",
): Compiled | ExpressionAnswer {
  try {
    const expr = parseExpression(text);
    const checked: Checked = checkExpression(expr, declarations);
    if (wanted !== "any" && !isSameType(checked.type, types[wanted]))
      return {
        status: "failed",
        compile: true,
        reason: `must evaluate to ${wanted} but got ${nameOfType(checked.type)}`,
      };
    return { run: interpret(expr, checked), type: checked.type };
  } catch (error) {
    return answerTo(error, text);
  }
}

function resolver(
  input: JsonObject,
  described: ReadonlyMap<string, Described>,
  unknown: Unknowns,
  variables: ReadonlyMap<string, Run>,
): (name: string) => Value {
  const known = new Map<string, Value>();
  const resolve = (name: string): Value => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const why = unknown[name.split(".")[0] ?? name];
    if (typeof why === "string") throw new NotEvaluatedFault(why);
    const json = input[name];
    if (json === undefined && !(name === "variables" && variables.size > 0))
      throw new EvaluationFault(`no such attribute: ${name}`);
    const value =
      json === undefined ? new Variables(variables, resolve) : fromJson(json, described.get(name)?.shape, why);
    known.set(name, value);
    return value;
  };
  return resolve;
}

/** Each variable is evaluated when it is first asked for; a fault is as lasting as a value. */
class Variables extends Mapping {
  readonly #runs: ReadonlyMap<string, Run>;
  readonly #resolve: Frame["resolve"];
  readonly #known = new Map<string, { readonly value: Value } | { readonly fault: unknown }>();

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
    if (typeof key !== "string") return undefined;
    const known = this.#known.get(key) ?? this.#evaluate(key);
    if (known === undefined) return undefined;
    if ("fault" in known) throw known.fault;
    return known.value;
  }

  #evaluate(name: string): { readonly value: Value } | { readonly fault: unknown } | undefined {
    const run = this.#runs.get(name);
    if (run === undefined) return undefined;
    let outcome: { readonly value: Value } | { readonly fault: unknown };
    try {
      outcome = { value: run({ resolve: this.#resolve, slots: [], budget: newBudget() }) };
    } catch (fault) {
      outcome = { fault };
    }
    this.#known.set(name, outcome);
    return outcome;
  }
}

function answerOf({ run }: Compiled, resolve: Frame["resolve"]): ExpressionAnswer {
  try {
    return { status: "value", value: toJson(run({ resolve, slots: [], budget: newBudget() })) };
  } catch (error) {
    return answerTo(error, "");
  }
}

function answerTo(error: unknown, text: string): ExpressionAnswer {
  if (error instanceof CompileFault)
    return { status: "failed", compile: true, reason: error.message + placeOf(error.at, text) };
  if (error instanceof BrokenVariable) return { status: "failed", compile: true, reason: error.message };
  if (error instanceof EvaluationFault) return { status: "failed", reason: error.message };
  if (error instanceof NotEvaluatedFault) return { status: "not-evaluated", reason: error.message };
  // JavaScript's own limits: an expression nested too deeply, or a text too long.
  if (error instanceof RangeError)
    return { status: "not-evaluated", reason: `it is too large to be evaluated here (${error.message})` };
  throw error;
}

/** Line and column, both from 1. */
function placeOf(at: number, text: string): string {
  const before = text.slice(0, at).split("\n");
  return ` (at ${before.length}:${(before.at(-1)?.length ?? 0) + 1})`;
}

function newBudget(): Budget {
  let left = costLimit;
  return {
    spend(cost) {
      left -= cost;
      if (left < 0)
        throw new NotEvaluatedFault("it costs more than the API server allows, as far as that can be told here");
    },
  };
}
