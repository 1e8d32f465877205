import { checkExpression } from "../../../src/adapters/cel/check.ts";
import { CompileFault, EvaluationFault, NotEvaluatedFault } from "../../../src/adapters/cel/faults.ts";
import { compilerOf } from "../../../src/adapters/cel/interpret.ts";
import { parseExpression } from "../../../src/adapters/cel/parse.ts";
import { nameOfType, type Type, types } from "../../../src/adapters/cel/types.ts";
import type { Value } from "../../../src/adapters/cel/values.ts";

type Evaluated =
  | { readonly status: "value"; readonly value: Value; readonly type: string }
  | { readonly status: "refused" | "failed" | "not-evaluated"; readonly reason: string };

/** An expression without a thread around it. */
export function evaluate(text: string, variables: ReadonlyMap<string, Value> = new Map(), minor = 36): Evaluated {
  try {
    const expr = parseExpression(text);
    const declared = new Map([...variables.keys()].map((name): [string, Type] => [name, types.dyn]));
    const checked = checkExpression(expr, { minor, variables: declared });
    const resolve = (name: string): Value => variables.get(name) ?? null;
    const value = compilerOf(checked)(expr, new Map())({ resolve, slots: [], budget: { spend: () => undefined } });
    return { status: "value", value, type: nameOfType(checked.type) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof CompileFault) return { status: "refused", reason };
    if (error instanceof EvaluationFault) return { status: "failed", reason };
    if (error instanceof NotEvaluatedFault) return { status: "not-evaluated", reason };
    throw error;
  }
}
