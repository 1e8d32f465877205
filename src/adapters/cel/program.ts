import type { JsonObject } from "../../domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram } from "../../ports/expressions.ts";
import { answerOf, answerTo, BrokenVariable, type Compiled } from "./answer.ts";
import type { Blamed } from "./blame.ts";
import { checkExpression, type Declarations } from "./check.ts";
import { declare } from "./declare.ts";
import { NotEvaluatedFault } from "./faults.ts";
import type { Run } from "./frame.ts";
import { compilerOf } from "./interpret.ts";
import { parseExpression } from "./parse.ts";
import { resolverOf } from "./resolver.ts";
import { isSameType, nameOfType, type Type, types } from "./types.ts";

/** The answers to one input. */
export type CompiledProgram = (input: JsonObject) => readonly ExpressionAnswer[];

/** A program over inputs that have these names. */
export function compileProgram(program: ExpressionProgram, names: readonly string[]): CompiledProgram {
  const { declarations, described, unknown } = declare(program, names);
  const variables = compileVariables(program, declarations);
  const expressions = program.expressions.map((text, index) =>
    compileExpression(text, variables.declarations, program.results?.[index] ?? "any"),
  );
  return (input) => {
    const resolve = resolverOf(input, described, unknown, variables.runs);
    return expressions.map((one) => ("status" in one ? one : answerOf(one, variables.written, resolve)));
  };
}

type CompiledVariables = {
  readonly declarations: Declarations;
  readonly runs: ReadonlyMap<string, Run>;
  readonly written: Blamed["variables"];
};

/** Each may use those before it. */
function compileVariables(program: ExpressionProgram, declared: Declarations): CompiledVariables {
  const fields = new Map<string, Type>();
  const runs = new Map<string, Run>();
  const written = new Map<string, Compiled>();
  const scope = (): Declarations => ({
    ...declared,
    variables: new Map(declared.variables).set("variables", { kind: "object", name: "kubernetes.variables", fields }),
  });
  for (const { name, expression } of program.variables) {
    const compiled = compileExpression(expression, scope(), "any");
    if ("status" in compiled) runs.set(name, () => failAs(compiled));
    else {
      runs.set(name, compiled.run);
      written.set(name, compiled);
    }
    fields.set(name, "status" in compiled ? types.dyn : compiled.type);
  }
  return { declarations: program.variables.length === 0 ? declared : scope(), runs, written };
}

function failAs(answer: ExpressionAnswer): never {
  const reason = answer.status === "value" ? "" : answer.reason;
  throw answer.status === "not-evaluated" ? new NotEvaluatedFault(reason) : new BrokenVariable(reason);
}

function compileExpression(
  text: string,
  declarations: Declarations,
  wanted: "any" | "bool" | "string",
): Compiled | ExpressionAnswer {
  try {
    const expr = parseExpression(text);
    const checked = checkExpression(expr, declarations);
    if (wanted !== "any" && !isSameType(checked.type, types[wanted])) {
      const reason = `must evaluate to ${wanted} but is of type ${nameOfType(checked.type)}`;
      return { status: "failed", compile: true, reason };
    }
    const compile = compilerOf(checked);
    return { run: compile(expr, new Map()), type: checked.type, expr, compile };
  } catch (error) {
    return answerTo(error, text);
  }
}
