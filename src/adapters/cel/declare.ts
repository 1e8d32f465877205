import type { ExpressionProgram } from "../../ports/expressions.ts";
import type { Declarations } from "./check.ts";
import type { Unknowns } from "./from-json.ts";
import { type DescribedVariable, describeSchema } from "./shapes.ts";
import { type Type, types } from "./types.ts";

/** What a program says of its variables besides their values. */
type Declared = {
  readonly declarations: Declarations;
  readonly described: ReadonlyMap<string, DescribedVariable>;
  readonly unknown: Unknowns;
};

/** `names` are those that the inputs have. */
export function declare(program: ExpressionProgram, names: readonly string[]): Declared {
  const described = describedVariables(program);
  const unknown = unknownsOf(program);
  const all = new Set([...names, ...described.keys(), ...Object.keys(unknown)]);
  const variables = new Map(
    [...all].map((name) => [name, described.get(name)?.type ?? clusterOnly.get(name) ?? types.dyn] as const),
  );
  if (variables.has("authorizer"))
    variables.set("authorizer.requestResource", types.opaque("kubernetes.authorization.ResourceCheck"));
  return { declarations: { minor: program.kubernetes ?? null, variables }, described, unknown };
}

/** What only a cluster has. */
const clusterOnly: ReadonlyMap<string, Type> = new Map([
  ["authorizer", types.opaque("kubernetes.authorization.Authorizer")],
]);

function describedVariables(program: ExpressionProgram): ReadonlyMap<string, DescribedVariable> {
  return new Map(
    Object.entries(program.types ?? {}).flatMap(([name, { schema, resource, optional = false }]) => {
      const found = describeSchema(schema, resource, "object");
      if (found === undefined) return [];
      const type = optional ? types.optional(found.type) : found.type;
      return [[name, { ...found, type, optional }] as const];
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
      const known = at[part];
      const next: Tree = typeof known === "object" ? known : {};
      at[part] = next;
      at = next;
    }
    at[parts.at(-1) ?? ""] = reason;
  }
  return tree;
}
