import { isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { NotEvaluated } from "../outcome.ts";
import { hasWildcard, matchesWildcard } from "../wildcard.ts";
import { parseAnchor, renamedKey } from "./anchor.ts";

/**
 * Keys of `metadata.labels` and `metadata.annotations` in a pattern may have wildcards: such a key stands for the
 * object's key that it matches, and for itself when it matches none.
 */
export function expandLabelKeys(pattern: JsonObject, object: JsonObject): JsonObject {
  const key = keyOf(pattern, "metadata");
  const wanted = key === undefined ? undefined : pattern[key];
  if (key === undefined || !isJsonObject(wanted) || !isJsonObject(object.metadata)) return pattern;
  let metadata = wanted;
  for (const tag of ["labels", "annotations"]) {
    const tagKey = keyOf(metadata, tag);
    const own = object.metadata[tag];
    const entries = tagKey === undefined ? undefined : metadata[tagKey];
    if (tagKey === undefined || !isJsonObject(entries) || !isJsonObject(own)) continue;
    metadata = { ...metadata, [tagKey]: expanded(entries, Object.keys(own)) };
  }
  return metadata === wanted ? pattern : { ...pattern, [key]: metadata };
}

function keyOf(pattern: JsonObject, field: string): string | undefined {
  if (Object.hasOwn(pattern, field)) return field;
  return Object.keys(pattern).find((key) => parseAnchor(key)?.field === field);
}

function expanded(entries: JsonObject, own: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]): [string, Json] => {
      const anchor = parseAnchor(key);
      const field = anchor?.field ?? key;
      if (!hasWildcard(field)) return [key, value];
      const matching = own.filter((one) => matchesWildcard(field, one));
      if (matching.length > 1) {
        throw new NotEvaluated(
          `${JSON.stringify(field)} matches ${matching.length} keys, and Kyverno takes any of them`,
        );
      }
      const [found = field] = matching;
      return [anchor === undefined ? found : renamedKey(key, found), value];
    }),
  );
}
