import { isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { NotEvaluated } from "../outcome.ts";
import { hasWildcard, matchesWildcard } from "../wildcard.ts";
import { parseAnchor, renamedKey } from "./anchor.ts";

const most = 64;

/**
 * Keys of `metadata.labels` and `metadata.annotations` in a pattern may have wildcards: such a key stands for one of
 * the object's keys that it matches, and for itself when it matches none. Every way to read it so.
 */
export function expandLabelKeys(pattern: JsonObject, object: JsonObject): readonly JsonObject[] {
  const key = keyOf(pattern, "metadata");
  const wanted = key === undefined ? undefined : pattern[key];
  if (key === undefined || !isJsonObject(wanted) || !isJsonObject(object.metadata)) return [pattern];
  let ways: readonly JsonObject[] = [wanted];
  for (const tag of ["labels", "annotations"]) {
    const tagKey = keyOf(wanted, tag);
    const own = object.metadata[tag];
    const entries = tagKey === undefined ? undefined : wanted[tagKey];
    if (tagKey === undefined || !isJsonObject(entries) || !isJsonObject(own)) continue;
    if (!Object.keys(entries).some(hasWildcard)) continue;
    const read = expanded(entries, Object.keys(own));
    ways = ways.flatMap((metadata) => read.map((tags) => ({ ...metadata, [tagKey]: tags })));
    if (ways.length > most) throw new NotEvaluated("wildcards match more keys than can be tried");
  }
  return ways.map((metadata) => (metadata === wanted ? pattern : { ...pattern, [key]: metadata }));
}

function keyOf(pattern: JsonObject, field: string): string | undefined {
  if (Object.hasOwn(pattern, field)) return field;
  return Object.keys(pattern).find((key) => parseAnchor(key)?.field === field);
}

function expanded(entries: JsonObject, own: readonly string[]): readonly JsonObject[] {
  let ways: readonly JsonObject[] = [{}];
  for (const [key, value] of Object.entries(entries)) {
    const read = readings(key, own);
    ways = ways.flatMap((way) => read.map((one): Record<string, Json> => ({ ...way, [one]: value })));
    if (ways.length > most) throw new NotEvaluated("wildcards match more keys than can be tried");
  }
  return ways;
}

function readings(key: string, own: readonly string[]): readonly string[] {
  const anchor = parseAnchor(key);
  const field = anchor?.field ?? key;
  const matching = hasWildcard(field) ? own.filter((one) => matchesWildcard(field, one)) : [];
  if (matching.length === 0) return [key];
  return matching.map((one) => (anchor === undefined ? one : renamedKey(key, one)));
}
