import { CompileFault } from "./faults.ts";
import type { Expr, Macro, MacroName } from "./syntax.ts";

type Call = Expr & { readonly kind: "call" };

/**
 * The macro that a call is, or undefined when it is none: then there must be a function of that name.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros, and cel-go's ext/comprehensions.go and
 * cel/library.go for those over two variables and optional values.
 */
export function asMacro(call: Call): Expr | undefined {
  const { name, target, args, at } = call;
  if (target === null) return name === "has" && args.length === 1 ? presence(args[0], at) : undefined;
  const shape = shapes.find((one) => one.names.includes(name) && one.counts.includes(args.length));
  if (shape === undefined) return undefined;
  const [first, second, ...rest] = args;
  const isTwoFold = shape.variables === 2;
  const variables = [first, ...(isTwoFold ? [second] : [])].map((one) => variableOf(one, at));
  if (new Set(variables).size < variables.length)
    throw new CompileFault(`duplicate variable name: ${variables[0]}`, at);
  const parts = isTwoFold ? rest : [...(second === undefined ? [] : [second]), ...rest];
  return { kind: "macro", at, name: shape.is, range: target, variables, ...shape.parts(parts) };
}

type Shape = {
  readonly is: MacroName;
  readonly names: readonly string[];
  readonly counts: readonly number[];
  readonly variables: 1 | 2;
  readonly parts: (parts: readonly Expr[]) => Pick<Macro, "filter" | "step">;
};

const predicate: Shape["parts"] = ([filter = null]) => ({ filter, step: null });
const transform: Shape["parts"] = (parts) => ({
  filter: (parts.length > 1 ? parts[0] : undefined) ?? null,
  step: parts.at(-1) ?? null,
});

const shapes: readonly Shape[] = [
  { is: "all", names: ["all"], counts: [2], variables: 1, parts: predicate },
  { is: "all", names: ["all"], counts: [3], variables: 2, parts: predicate },
  { is: "exists", names: ["exists"], counts: [2], variables: 1, parts: predicate },
  { is: "exists", names: ["exists"], counts: [3], variables: 2, parts: predicate },
  { is: "exists_one", names: ["exists_one", "existsOne"], counts: [2], variables: 1, parts: predicate },
  { is: "exists_one", names: ["exists_one", "existsOne"], counts: [3], variables: 2, parts: predicate },
  { is: "map", names: ["map"], counts: [2, 3], variables: 1, parts: transform },
  { is: "filter", names: ["filter"], counts: [2], variables: 1, parts: predicate },
  { is: "transformList", names: ["transformList"], counts: [3, 4], variables: 2, parts: transform },
  { is: "transformMap", names: ["transformMap"], counts: [3, 4], variables: 2, parts: transform },
  { is: "transformMapEntry", names: ["transformMapEntry"], counts: [3, 4], variables: 2, parts: transform },
  { is: "sortBy", names: ["sortBy"], counts: [2], variables: 1, parts: transform },
  { is: "optMap", names: ["optMap"], counts: [2], variables: 1, parts: transform },
  { is: "optFlatMap", names: ["optFlatMap"], counts: [2], variables: 1, parts: transform },
];

function presence(of: Expr | undefined, at: number): Expr {
  if (of?.kind !== "select" || of.optional) throw new CompileFault("invalid argument to has() macro", at);
  return { ...of, at, test: true };
}

function variableOf(expr: Expr | undefined, at: number): string {
  if (expr?.kind !== "name" || expr.name.startsWith(".")) throw new CompileFault("argument must be a simple name", at);
  return expr.name;
}
