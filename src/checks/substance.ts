import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../domain/json.ts";
import { childOf, tokensOf } from "../sources/walk.ts";

/**
 * A digest of the value that a finding is about: it is another when what was judged has become another. None where it
 * is about the whole, of which any change would count, or about something that is not there.
 */
export function substanceAt(object: Json, pointer: string): string | undefined {
  const tokens = tokensOf(pointer);
  const value = tokens.length === 0 ? undefined : tokens.reduce<Json | undefined>(childOf, object);
  return value === undefined ? undefined : createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 32);
}
