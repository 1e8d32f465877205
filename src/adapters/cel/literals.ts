import { CompileFault } from "./faults.ts";
import { compileRegex } from "./functions/regex.ts";
import type { Expr } from "./syntax.ts";
import { parseDuration, parseTimestamp } from "./time.ts";
import { type Type, types } from "./types.ts";
import { typeName, type Value } from "./values.ts";

/** What a literal argument must be for the API server to take the expression. */
const literals: { readonly [name: string]: (text: string) => unknown } = {
  duration: parseDuration,
  timestamp: parseTimestamp,
  matches: compileRegex,
};

/** Throws when a call has a literal argument that cannot be what the function asks for. */
export function requireLiteral({ name, args }: Expr & { readonly kind: "call" }): void {
  const literal = args.at(-1);
  const parse = Object.hasOwn(literals, name) ? literals[name] : undefined;
  if (parse === undefined || literal?.kind !== "literal" || typeof literal.value !== "string") return;
  try {
    parse(literal.value);
  } catch {
    throw new CompileFault(`invalid ${name} argument`, literal.at);
  }
}

export function typeOfLiteral(value: Value): Type {
  const name = typeName(value);
  switch (name) {
    case "null_type":
      return types.null;
    case "bool":
    case "int":
    case "uint":
    case "double":
    case "bytes":
      return types[name];
    default:
      return types.string;
  }
}
