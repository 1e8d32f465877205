import type { Expr } from "./syntax.ts";
import { type Type, types } from "./types.ts";

/** Types have names that are values. */
export const typeNames: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...(["bool", "int", "uint", "double", "string", "bytes"] as const).map((name): readonly [string, Type] => [
    name,
    types.type(types[name]),
  ]),
  ["null_type", types.type(types.null)],
  ["type", types.type(types.type(types.dyn))],
  ["list", types.type(types.list(types.dyn))],
  ["map", types.type(types.map(types.dyn, types.dyn))],
  ["optional_type", types.type(types.optional(types.dyn))],
  ["google.protobuf.Timestamp", types.type(types.timestamp)],
  ["google.protobuf.Duration", types.type(types.duration)],
]);

/** Whether a name is that of a type, which is a value too. */
export function isTypeName(name: string): boolean {
  return typeNames.has(name);
}

/** `a.b.c` as it is written, when an expression is nothing but that. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === "name") return expr.name.replace(/^\./, "");
  if (expr.kind !== "select" || expr.optional || expr.test) return undefined;
  const of = qualifiedName(expr.of);
  return of === undefined ? undefined : `${of}.${expr.field}`;
}
