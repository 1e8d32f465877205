import { NotEvaluated } from "../outcome.ts";
import type { JmesFunction } from "./arguments.ts";
import { arithmetic } from "./arithmetic.ts";
import { collections } from "./collections.ts";
import { standard } from "./standard.ts";
import { texts } from "./texts.ts";

export { type Argument, ExpressionReference } from "./arguments.ts";

const known = new Map<string, JmesFunction>(
  [standard, texts, collections, arithmetic].flatMap((table) => Object.entries(table)),
);

/** JMESPath's own functions and Kyverno's, as far as they answer the same everywhere and at any time. */
export function functionNamed(name: string): JmesFunction {
  const found = known.get(name);
  if (found === undefined) throw new NotEvaluated(`the JMESPath function ${name} is not evaluated here`);
  return found;
}
