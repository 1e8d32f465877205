import { posix } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { ValuesLayer } from "../../domain/recipe.ts";
import { keepDocuments } from "../../sources/documents.ts";
import type { DeclarationContext } from "../engine.ts";
import type { NamedFile } from "./chart.ts";

/**
 * Flux puts `valuesFiles` in the place of a chart's own values. For Helm, which always begins with those,
 * they are taken back first, key by key: null deletes what a chart sets.
 */
export async function layersInstead(
  chart: string,
  files: readonly NamedFile[],
  { tree }: Pick<DeclarationContext, "tree">,
): Promise<readonly ValuesLayer[]> {
  const layers = files.map(({ path, optional }): ValuesLayer => ({ from: "file", path, optional }));
  const own = posix.join(chart, "values.yaml");
  if (files.length === 0 || files.some(({ path }) => path === own)) return layers;
  const bytes = (await tree.read([own])).get(own);
  const [document] = bytes === undefined ? [] : keepDocuments(bytes).documents;
  if (document === undefined || !isJsonObject(document.object)) return layers;
  const values = cleared(document.object);
  return [{ from: "inline", values, at: { path: own, line: 1 }, document: document.index, pointer: "" }, ...layers];
}

function cleared(values: JsonObject): JsonObject {
  const entries = Object.entries(values).map(([key, value]): [string, Json] => [
    key,
    isJsonObject(value) && Object.keys(value).length > 0 ? cleared(value) : null,
  ]);
  return Object.fromEntries(entries);
}
