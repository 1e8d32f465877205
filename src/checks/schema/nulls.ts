import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";

/** The value as the API server sees it: a field that is null is absent. The same value when there is none. */
export function withoutNulls(value: Json): Json {
  if (isJsonArray(value)) return keepIfSame(value, value.map(withoutNulls));
  if (!isJsonObject(value)) return value;
  let changed = false;
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) {
      changed = true;
      continue;
    }
    const clean = withoutNulls(inner);
    changed ||= clean !== inner;
    entries.push([key, clean]);
  }
  return changed ? Object.fromEntries(entries) : value;
}

function keepIfSame(items: readonly Json[], clean: readonly Json[]): readonly Json[] {
  return clean.every((item, index) => item === items[index]) ? items : clean;
}
