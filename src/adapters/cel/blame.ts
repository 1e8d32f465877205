import { escapeKey } from "../../domain/json-pointer.ts";
import { EvaluationFault, NotEvaluatedFault } from "./faults.ts";
import { attempt, type Compile, type Frame, type Slots } from "./frame.ts";
import type { Expr, Macro } from "./syntax.ts";
import { List, Mapping, Unsigned, type Value } from "./values.ts";

/** What an expression and the variables that it uses are made of. */
export type Blamed = {
  readonly compile: Compile;
  readonly variables: ReadonlyMap<string, { readonly expr: Expr; readonly compile: Compile }>;
};

/**
 * The field of `object` or `self` for which an expression is false, or has no value, as a JSON pointer: the entry of a
 * list that `all` stumbles over, the side of `&&` that does not hold. Undefined where it can be told of none.
 */
export function blame(expr: Expr, blamed: Blamed, frame: Frame): string | undefined {
  try {
    return new Search(blamed, frame).find(expr, none);
  } catch (error) {
    if (error instanceof EvaluationFault || error instanceof NotEvaluatedFault) return undefined;
    throw error;
  }
}

type Scope = { readonly slots: Slots; readonly paths: ReadonlyMap<string, string | undefined> };

const none: Scope = { slots: new Map(), paths: new Map() };

class Search {
  readonly #blamed: Blamed;
  readonly #frame: Frame;

  constructor(blamed: Blamed, frame: Frame) {
    this.#blamed = blamed;
    this.#frame = frame;
  }

  find(expr: Expr, scope: Scope): string | undefined {
    if (expr.kind === "macro") return this.#inMacro(expr, scope);
    if (expr.kind !== "call") return this.#path(expr, scope);
    const [first, second, third] = expr.args;
    if (first !== undefined && second !== undefined) {
      if (expr.name === "_&&_") return this.#ofEither(first, second, true, scope);
      if (expr.name === "_||_") return this.#ofEither(first, second, false, scope);
      if (expr.name === "_?_:_" && third !== undefined)
        return this.find(this.#value(first, scope) === true ? second : third, scope) ?? this.find(first, scope);
    }
    const parts = [...(expr.target === null ? [] : [expr.target]), ...expr.args];
    const faulty = parts.find((part) => this.#value(part, scope) instanceof EvaluationFault);
    for (const part of faulty === undefined ? parts : [faulty]) {
      const found = (part.kind === "macro" ? undefined : this.#path(part, scope)) ?? this.find(part, scope);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first side, if it alone decides as it is; otherwise the second goes first, being the more particular. */
  #ofEither(first: Expr, second: Expr, innocent: boolean, scope: Scope): string | undefined {
    const order = this.#value(first, scope) === innocent ? [second, first] : [first, second];
    for (const one of order) {
      const found = this.find(one, scope);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first entry that decides: one that is not as `all` wants it, or one that there must not be. */
  #inMacro(macro: Macro, scope: Scope): string | undefined {
    const path = this.#path(macro.range, scope);
    const { filter } = macro;
    if (filter === null || (macro.name !== "all" && macro.name !== "exists"))
      return path ?? this.find(macro.range, scope);
    for (const entry of entriesOf(this.#value(macro.range, scope), macro.variables.length === 2)) {
      const inner = this.#inside(macro, entry, this.#origin(macro.range, entry, path, scope), scope);
      if (this.#value(filter, inner) === (macro.name === "all")) continue;
      if (macro.name === "exists" && this.#value(filter, inner) !== true) continue;
      const own = this.#origin(macro.range, entry, path, scope);
      const found = this.find(filter, inner);
      return found?.startsWith(own ?? "") === true ? found : (own ?? found);
    }
    return path ?? this.find(macro.range, scope);
  }

  /** Where an entry of a list stands, also when the list is put together from others. */
  #origin(range: Expr, entry: Entry, path: string | undefined, scope: Scope): string | undefined {
    const variable = range.kind === "select" ? this.#written(range) : undefined;
    if (variable !== undefined) {
      const search = new Search({ ...this.#blamed, compile: variable.compile }, this.#frame);
      return search.#origin(variable.expr, entry, search.#path(variable.expr, none), none);
    }
    if (range.kind === "list") {
      const element = range.elements[Number(entry.key)];
      return element === undefined ? undefined : this.#path(element.value, scope);
    }
    const [left, right] = range.kind === "call" && range.name === "_+_" ? range.args : [];
    if (left !== undefined && right !== undefined) {
      const before = this.#value(left, scope);
      const size = before instanceof List ? before.values.length : 0;
      const index = Number(entry.key);
      if (index < size) return this.#origin(left, entry, this.#path(left, scope), scope);
      return this.#origin(right, { ...entry, key: String(index - size) }, this.#path(right, scope), scope);
    }
    return path === undefined ? undefined : `${path}/${entry.key}`;
  }

  #inside({ variables }: Macro, entry: Entry, whole: string | undefined, { slots, paths }: Scope): Scope {
    const inner = new Map(slots);
    const known = new Map(paths);
    const start = Math.max(-1, ...slots.values()) + 1;
    for (const [offset, name] of variables.entries()) {
      inner.set(name, start + offset);
      this.#frame.slots[start + offset] = entry.values[offset] ?? null;
      known.set(name, offset === variables.length - 1 && entry.isWhole ? whole : undefined);
    }
    return { slots: inner, paths: known };
  }

  /** Where the value of an expression stands, when it is nothing but a way through the object. */
  #path(expr: Expr, scope: Scope): string | undefined {
    switch (expr.kind) {
      case "name":
        if (scope.slots.has(expr.name)) return scope.paths.get(expr.name);
        return expr.name === "object" || expr.name === "self" ? "" : undefined;
      case "select": {
        const variable = this.#variable(expr);
        if (variable !== undefined) return variable.path;
        return joined(this.#path(expr.of, scope), expr.field);
      }
      case "index": {
        const key = this.#value(expr.key, scope);
        const path = this.#path(expr.of, scope);
        if (key instanceof Unsigned || typeof key === "bigint" || typeof key === "string")
          return joined(path, String(key instanceof Unsigned ? key.value : key));
        return path;
      }
      case "call":
        return expr.target === null ? undefined : this.#path(expr.target, scope);
      case "macro":
        return this.#path(expr.range, scope);
      default:
        return undefined;
    }
  }

  #written({ of, field }: Pick<Expr & { readonly kind: "select" }, "of" | "field">) {
    return of.kind === "name" && of.name === "variables" ? this.#blamed.variables.get(field) : undefined;
  }

  #variable({ of, field }: Expr & { readonly kind: "select" }): { readonly path: string | undefined } | undefined {
    const variable = this.#written({ of, field });
    if (variable === undefined) return undefined;
    const search = new Search({ ...this.#blamed, compile: variable.compile }, this.#frame);
    return { path: search.#path(variable.expr, none) ?? search.find(variable.expr, none) };
  }

  #value(expr: Expr, { slots }: Scope): ReturnType<typeof attempt> {
    return attempt(this.#blamed.compile(expr, slots), this.#frame);
  }
}

type Entry = { readonly key: string; readonly values: readonly Value[]; readonly isWhole: boolean };

function entriesOf(range: ReturnType<typeof attempt>, isTwoFold: boolean): readonly Entry[] {
  if (range instanceof List) {
    return range.values.map((value, at) => ({
      key: String(at),
      values: isTwoFold ? [BigInt(at), value] : [value],
      isWhole: true,
    }));
  }
  if (!(range instanceof Mapping)) return [];
  return range.keys().map((key) => ({
    key: escapeKey(String(key)),
    values: isTwoFold ? [key, range.get(key) ?? null] : [key],
    isWhole: isTwoFold,
  }));
}

function joined(path: string | undefined, field: string): string | undefined {
  return path === undefined ? undefined : `${path}/${escapeKey(unescapedName(field))}`;
}

/** The property behind a name that rules write in another way. */
function unescapedName(name: string): string {
  return name
    .replaceAll("__dot__", ".")
    .replaceAll("__dash__", "-")
    .replaceAll("__slash__", "/")
    .replaceAll("__underscores__", "__")
    .replace(/^__([a-z]+)__$/, "$1");
}
