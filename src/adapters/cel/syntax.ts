import type { Value } from "./values.ts";

/** An expression as it is written, macros apart. `at` is the index of its character. */
export type Expr =
  | { readonly kind: "literal"; readonly at: number; readonly value: Value }
  | { readonly kind: "name"; readonly at: number; readonly name: string }
  | {
      readonly kind: "select";
      readonly at: number;
      readonly of: Expr;
      readonly field: string;
      /** `.?` */
      readonly optional: boolean;
      /** Inside `has(…)`. */
      readonly test: boolean;
    }
  | { readonly kind: "index"; readonly at: number; readonly of: Expr; readonly key: Expr; readonly optional: boolean }
  | {
      readonly kind: "call";
      readonly at: number;
      readonly name: string;
      readonly target: Expr | null;
      readonly args: readonly Expr[];
    }
  | { readonly kind: "list"; readonly at: number; readonly elements: readonly Element[] }
  | { readonly kind: "map"; readonly at: number; readonly entries: readonly Entry[] }
  | { readonly kind: "struct"; readonly at: number; readonly name: string }
  | Macro;

export type Element = { readonly value: Expr; readonly optional: boolean };
export type Entry = Element & { readonly key: Expr };

export type Macro = {
  readonly kind: "macro";
  readonly at: number;
  readonly name: MacroName;
  readonly range: Expr;
  readonly variables: readonly string[];
  /** The predicate and the transformation, as far as the macro has them. */
  readonly filter: Expr | null;
  readonly step: Expr | null;
};

export type MacroName =
  | "all"
  | "exists"
  | "exists_one"
  | "map"
  | "filter"
  | "transformList"
  | "transformMap"
  | "transformMapEntry"
  | "sortBy"
  | "optMap"
  | "optFlatMap";

/** The operators, as cel-go names their functions. */
export const operators = {
  "||": "_||_",
  "&&": "_&&_",
  "==": "_==_",
  "!=": "_!=_",
  "<": "_<_",
  "<=": "_<=_",
  ">": "_>_",
  ">=": "_>=_",
  in: "@in",
  "+": "_+_",
  "-": "_-_",
  "*": "_*_",
  "/": "_/_",
  "%": "_%_",
} as const;
