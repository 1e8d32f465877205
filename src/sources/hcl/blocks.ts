import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";

/** One block of a configuration, with the JSON pointer that leads to it. */
export type Block = { readonly labels: readonly string[]; readonly body: JsonObject; readonly pointer: string };

/** The blocks of a type with so many labels: in HCL's form a list below the labels, in JSON's also without one. */
export function blocksOf(object: JsonObject, type: string, labels: number): readonly Block[] {
  return below(object[type], { labels: [], pointer: `/${escapeKey(type)}` }, labels);
}

function below(value: Json | undefined, at: Omit<Block, "body">, labels: number): readonly Block[] {
  if (isJsonArray(value))
    return value.flatMap((each, index) => below(each, { ...at, pointer: `${at.pointer}/${index}` }, labels));
  if (!isJsonObject(value)) return [];
  if (at.labels.length === labels) return [{ ...at, body: value }];
  return Object.entries(value).flatMap(([label, inner]) =>
    below(inner, { labels: [...at.labels, label], pointer: `${at.pointer}/${escapeKey(label)}` }, labels),
  );
}
