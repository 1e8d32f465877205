import { mostGeneral } from "./assignable.ts";
import { type Checking, type Scope, unwrapped } from "./checking.ts";
import { CompileFault } from "./faults.ts";
import type { Element, Entry } from "./syntax.ts";
import { nameOfType, type Type, types } from "./types.ts";

/** The type of a list that is written out. */
export function checkList(elements: readonly Element[], scope: Scope, checking: Checking): Type {
  let joined: Type | undefined;
  for (const { value, optional } of elements) {
    const own = checking.parameters.apply(checking.check(value, scope));
    joined = join(joined, optional ? unwrapped(own, value.at) : own, value.at, checking);
  }
  return types.list(joined ?? checking.parameters.freshen([types.param("A")])[0] ?? types.dyn);
}

/** The type of a map that is written out. */
export function checkMap(entries: readonly Entry[], scope: Scope, checking: Checking): Type {
  let [key, value]: [Type | undefined, Type | undefined] = [undefined, undefined];
  for (const entry of entries) {
    key = join(key, checking.parameters.apply(checking.check(entry.key, scope)), entry.key.at, checking);
    const own = checking.parameters.apply(checking.check(entry.value, scope));
    value = join(value, entry.optional ? unwrapped(own, entry.value.at) : own, entry.value.at, checking);
  }
  const [freeKey = types.dyn, freeValue = types.dyn] = checking.parameters.freshen([
    types.param("A"),
    types.param("B"),
  ]);
  return types.map(key ?? freeKey, value ?? freeValue);
}

/** Kubernetes asks the entries of a literal to be of one type. */
function join(previous: Type | undefined, current: Type, at: number, checking: Checking): Type {
  if (previous === undefined) return current;
  if (checking.parameters.areAssignable([previous], [current])) return mostGeneral(previous, current);
  throw new CompileFault(
    `expected type '${nameOfType(checking.finish(previous))}' but found '${nameOfType(checking.finish(current))}'`,
    at,
  );
}
