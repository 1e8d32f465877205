import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Step } from "./collect.ts";

/** A value that a ruled schema describes, and what stood in its place before. */
export type Instance = {
  readonly path: readonly (string | number)[];
  readonly value: Json;
  /** Undefined where there was none, or where nobody can say which it was. */
  readonly old: Json | undefined;
};

/** Every value at the end of a way, as deep as an object goes. Nulls are no values. */
export function instancesOf(
  root: JsonObject,
  old: Json | undefined,
  schema: JsonObject,
  steps: readonly Step[],
): readonly Instance[] {
  let found: readonly (Instance & { readonly schema: JsonObject })[] = [{ path: [], value: root, old, schema }];
  for (const step of steps) found = found.flatMap((one) => below(one, step));
  return found.filter(({ value }) => value !== null);
}

type Found = Instance & { readonly schema: JsonObject };

function below({ path, value, old, schema }: Found, step: Step): readonly Found[] {
  if (step === "each item") {
    const inner = isJsonObject(schema.items) ? schema.items : {};
    const items = isJsonArray(value) ? value : [];
    return items.map((item, at) => ({
      path: [...path, at],
      value: item,
      old: oldItem(item, old, schema),
      schema: inner,
    }));
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const names = typeof step === "object" ? [step.field] : isJsonObject(value) ? Object.keys(value) : [];
  return names.flatMap((name): readonly Found[] => {
    const child = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const inner = typeof step === "object" ? properties[name] : schema.additionalProperties;
    if (child === undefined || !isJsonObject(inner)) return [];
    return [{ path: [...path, name], value: child, old: isJsonObject(old) ? old[name] : undefined, schema: inner }];
  });
}

/** Only of a list with keys can it be said which entry an entry was. */
function oldItem(item: Json, old: Json | undefined, schema: JsonObject): Json | undefined {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (schema["x-kubernetes-list-type"] !== "map" || !isJsonArray(keys) || !isJsonArray(old) || !isJsonObject(item))
    return undefined;
  return old.find((one) => isJsonObject(one) && keys.every((key) => one[String(key)] === item[String(key)]));
}
