import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { notDeterministic } from "../../domain/not-deterministic.ts";

/** One value of two renders: what they share, with a placeholder where they differ. */
type Stable = { readonly value: Json; readonly differs: boolean };

/** The same for the same chart, however the two renders came out. */
export function stableOf(one: Json, other: Json): Stable {
  if (isJsonArray(one) && isJsonArray(other)) return stableList(one, other);
  if (isJsonObject(one) && isJsonObject(other)) {
    const shared = Object.keys(one).filter((key) => Object.hasOwn(other, key));
    const parts = shared.map((key) => [key, stableOf(one[key] ?? null, other[key] ?? null)] as const);
    const isWhole = shared.length === Object.keys(one).length && shared.length === Object.keys(other).length;
    const rest = isWhole ? [] : [[notDeterministic, notDeterministic] as const];
    return {
      value: Object.fromEntries([...parts.map(([key, { value }]) => [key, value] as const), ...rest]),
      differs: !isWhole || parts.some(([, { differs }]) => differs),
    };
  }
  if (one === other) return { value: one, differs: false };
  if (typeof one === "string" && typeof other === "string") return { value: stableText(one, other), differs: true };
  if (typeof one === "number" && typeof other === "number") return { value: 1, differs: true };
  return { value: typeof one === "boolean" && typeof other === "boolean" ? false : notDeterministic, differs: true };
}

function stableList(one: readonly Json[], other: readonly Json[]): Stable {
  if (one.length !== other.length) return { value: [notDeterministic], differs: true };
  const parts = one.map((value, index) => stableOf(value, other[index] ?? null));
  return { value: parts.map(({ value }) => value), differs: parts.some(({ differs }) => differs) };
}

/** Of a text of many lines those that are alike stay, so that a change to them still shows. */
function stableText(one: string, other: string): string {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  // Keys and certificates have as many lines as chance gives them.
  if (lines.length !== others.length || /-----BEGIN /.test(one)) return notDeterministic;
  return lines.map((line, index) => stableLine(line, others[index] ?? "")).join("\n");
}

/** What a pinned function wrote is told from what stands around it; of anything else nothing is kept. */
function stableLine(one: string, other: string): string {
  if (one === other) return one;
  let before = 0;
  while (before < one.length && one[before] === other[before]) before += 1;
  let after = 0;
  while (after < one.length - before && one.at(-1 - after) === other.at(-1 - after)) after += 1;
  const [middle, otherMiddle] = [one.slice(before, one.length - after), other.slice(before, other.length - after)];
  const isPinned =
    /^(?:a+|1+)$/.test(middle) && /^(?:b+|2+)$/.test(otherMiddle) && middle.length === otherMiddle.length;
  if (isPinned) return one.slice(0, before) + notDeterministic + one.slice(one.length - after);
  const indent = /^\s*/.exec(one)?.[0] ?? "";
  return indent + notDeterministic;
}
