import { isMap, isTrue, type Value, type ValueMap } from "../value.ts";

/**
 * Two maps as one, deep, as the Go library mergo has it: `keep` fills in only what is empty in the first,
 * `override` takes everything of the second that is not empty. Lists are taken whole.
 */
export function mergeInto(first: ValueMap, second: ValueMap, which: "keep" | "override"): ValueMap {
  const merged = new Map<string, Value>(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const before = merged.get(key);
    if (isMap(before) && isMap(value)) merged.set(key, mergeInto(before, value, which));
    else if (!merged.has(key) || !isTrue(before) || (which === "override" && isTrue(value))) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
