import { EvaluationFault, NotEvaluatedFault, noSuchOverload } from "./faults.ts";
import type { Budget } from "./functions/overload.ts";
import type { Expr } from "./syntax.ts";
import type { Value } from "./values.ts";

/** What one evaluation of an expression stands on. */
export type Frame = {
  /** What a declared name is worth. Throws when nobody knows. */
  readonly resolve: (name: string) => Value;
  /** What the variables of macros are worth now, the outermost first. */
  readonly slots: Value[];
  readonly budget: Budget;
};

export type Run = (frame: Frame) => Value;

/** Where the variables of the macros around an expression are kept. */
export type Slots = ReadonlyMap<string, number>;

export type Compile = (expr: Expr, slots: Slots) => Run;

/** What an expression is worth, or why it has no value. */
export function attempt(run: Run, frame: Frame): Value | EvaluationFault | NotEvaluatedFault {
  try {
    return run(frame);
  } catch (error) {
    if (error instanceof EvaluationFault || error instanceof NotEvaluatedFault) return error;
    throw error;
  }
}

/** None of the operands decides: all must be what is left, or there is no value. What nobody knows goes first. */
export function settled(operands: readonly (Value | EvaluationFault | NotEvaluatedFault)[], left: boolean): boolean {
  const unknown = operands.find((one) => one instanceof NotEvaluatedFault);
  if (unknown !== undefined) throw unknown;
  const fault = operands.find((one) => one instanceof EvaluationFault);
  if (fault !== undefined) throw fault;
  if (operands.every((one) => one === left)) return left;
  throw noSuchOverload();
}
