import { createHash } from "node:crypto";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial, OfOneInput } from "../../ports.ts";
import { childOf, tokensOf } from "../../sources/walk.ts";

/** One input for the rules, and how what they say of it is told. */
export type Asked = {
  readonly input: Json;
  /** What stands beside the input for it alone. */
  readonly each: OfOneInput;
  /** As `resourceName` writes it, or null. */
  readonly resource: string | null;
  /** What pointers of the rules lead into, with nothing secret in it. */
  readonly object: Json;
  /** What a denial is about: the pointer that it gives, or what its message names. */
  pointerOf(denial: Denial): string;
  locate(denial: Denial): Promise<SourceLocation> | SourceLocation;
};

/**
 * A digest of the value a denial is about: it is another when what was judged has become another. None where it is
 * about the whole, of which any change would count, or about something that is not there.
 */
export function substanceOf({ object, pointerOf }: Asked, denial: Denial): string | undefined {
  const tokens = tokensOf(pointerOf(denial));
  let value: Json | undefined = tokens.length === 0 ? undefined : object;
  for (const token of tokens) value = childOf(value, token);
  return value === undefined ? undefined : createHash("sha256").update(canonical(value)).digest("hex").slice(0, 32);
}

/** JSON whose keys are in order. */
function canonical(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(",")}}`;
}
