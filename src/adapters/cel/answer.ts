import type { ExpressionAnswer } from "../../ports/expressions.ts";
import { type Blamed, blame } from "./blame.ts";
import { CompileFault, EvaluationFault, ExhaustedFault, NotEvaluatedFault } from "./faults.ts";
import type { Compile, Frame, Run } from "./frame.ts";
import type { Budget } from "./functions/overload.ts";
import type { Expr } from "./syntax.ts";
import { toJson } from "./to-json.ts";
import type { Type } from "./types.ts";

/** An expression that can be evaluated. */
export type Compiled = { readonly run: Run; readonly type: Type; readonly expr: Expr; readonly compile: Compile };

/** A variable that the API server would not take: whatever uses it has no value. */
export class BrokenVariable extends EvaluationFault {}

/** What one expression may cost: what the API server allows, counted here a little differently. */
const costLimit = 1_000_000;

export function newBudget(): Budget {
  let left = costLimit;
  return {
    spend(cost) {
      left -= cost;
      if (left < 0)
        throw new ExhaustedFault("it costs more than the API server allows, as far as that can be told here");
    },
  };
}

export function answerOf(
  compiled: Compiled,
  variables: Blamed["variables"],
  resolve: Frame["resolve"],
): ExpressionAnswer {
  const answer = evaluate(compiled, resolve);
  if (answer.status === "not-evaluated" || (answer.status === "value" && answer.value !== false)) return answer;
  const frame = { resolve, slots: [], budget: newBudget() };
  const pointer = blame(compiled.expr, { compile: compiled.compile, variables }, frame);
  return pointer === undefined ? answer : { ...answer, pointer };
}

function evaluate({ run }: Compiled, resolve: Frame["resolve"]): ExpressionAnswer {
  try {
    return { status: "value", value: toJson(run({ resolve, slots: [], budget: newBudget() })) };
  } catch (error) {
    return answerTo(error, "");
  }
}

export function answerTo(error: unknown, text: string): ExpressionAnswer {
  if (error instanceof CompileFault)
    return { status: "failed", compile: true, reason: error.message + placeOf(error.at, text) };
  if (error instanceof BrokenVariable) return { status: "failed", compile: true, reason: error.message };
  if (error instanceof EvaluationFault) return { status: "failed", reason: error.message };
  if (error instanceof ExhaustedFault) return { status: "not-evaluated", reason: error.message, exhausted: true };
  if (error instanceof NotEvaluatedFault) return { status: "not-evaluated", reason: error.message };
  // JavaScript's own limits: an expression nested too deeply, or a text too long.
  if (error instanceof RangeError)
    return {
      status: "not-evaluated",
      reason: `it is too large to be evaluated here (${error.message})`,
      exhausted: true,
    };
  throw error;
}

/** Line and column, both from 1. */
function placeOf(at: number, text: string): string {
  const before = text.slice(0, at).split("\n");
  return ` (at ${before.length}:${(before.at(-1)?.length ?? 0) + 1})`;
}
