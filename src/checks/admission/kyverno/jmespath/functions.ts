import { LeftToKyverno, NotEvaluated } from "../outcome.ts";
import type { JmesFunction } from "./arguments.ts";
import { arithmetic } from "./arithmetic.ts";
import { collections } from "./collections.ts";
import { standard } from "./standard.ts";
import { texts } from "./texts.ts";

export { type Argument, ExpressionReference } from "./arguments.ts";

const known = new Map<string, JmesFunction>(
  [standard, texts, collections, arithmetic].flatMap((table) => Object.entries(table)),
);

/** What these answer changes from one time, or place, to the next. */
const changing: ReadonlySet<string> = new Set(["random", "time_now", "time_now_utc", "time_since", "is_external_url"]);

/** JMESPath's own functions and Kyverno's, as far as they answer the same everywhere and at any time. */
export function functionNamed(name: string): JmesFunction {
  const found = known.get(name);
  if (found !== undefined) return found;
  const reason = `the JMESPath function ${name} is not evaluated here`;
  throw changing.has(name) ? new NotEvaluated(reason) : new LeftToKyverno(reason);
}
