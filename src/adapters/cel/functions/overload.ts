import { parseType, splitTypes, type Type } from "../types.ts";
import type { Value } from "../values.ts";
import { fits } from "./fits.ts";

/** One way to call a function. */
export type Overload = {
  readonly name: string;
  /** Called as `a.name(b)`, `a` being the first argument. */
  readonly member: boolean;
  readonly args: readonly Type[];
  readonly result: Type;
  /** The minor release of Kubernetes that has it first. */
  readonly since: number;
  readonly accepts: readonly ((value: Value) => boolean)[];
  readonly run: Run;
};

export type Run = (args: readonly Value[], budget: Budget) => Value;

/** What an evaluation may still cost. */
export type Budget = { spend(cost: number): void };

/**
 * Functions by their signatures: `size(string): int`, or `string.contains(string): bool` for one that is called on
 * its first argument, `optional::of(T): optional<T>` for one in a namespace.
 */
export function functions(since: number, all: { readonly [signature: string]: Run }): readonly Overload[] {
  return Object.entries(all).map(([signature, run]) => overload(signature, since, run));
}

function overload(signature: string, since: number, run: Run): Overload {
  const [, before = "", name = "", args = "", result = ""] = /^(.*?)([^.()]+)\((.*)\): ?(.+)$/.exec(signature) ?? [];
  const member = before.endsWith(".");
  const types = [...(member ? [before.slice(0, -1)] : []), ...splitTypes(args)].map(parseType);
  return {
    name: name.replace("::", "."),
    member,
    args: types,
    result: parseType(result),
    since,
    accepts: types.map(fits),
    run,
  };
}
