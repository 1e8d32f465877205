import type { Substitutions } from "./assignable.ts";
import { CompileFault } from "./faults.ts";
import type { Expr } from "./syntax.ts";
import { nameOfType, type Type } from "./types.ts";

/** The types of the variables that an expression may name. */
export type Scope = ReadonlyMap<string, Type>;

/** What a part of an expression is checked with. */
export type Checking = {
  /** The release of Kubernetes whose functions and macros there are. */
  readonly minor: number;
  readonly parameters: Substitutions;
  check(expr: Expr, scope: Scope): Type;
  /** A type without parameters, as messages name it. */
  finish(type: Type): Type;
};

/** The type of what an optional value holds. */
export function unwrapped(type: Type, at: number): Type {
  if (type.kind === "optional") return type.of[0];
  if (type.kind === "dyn") return type;
  throw new CompileFault(`expected type 'optional_type' but found '${nameOfType(type)}'`, at);
}
