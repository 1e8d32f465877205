import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { readDocuments } from "../../sources/documents.ts";
import { type Chart, placeIn } from "./chart.ts";

const file = "values.schema.json";

export type LeftOutSchema = SourceLocation & { readonly message: string };

/**
 * The chart without schemas that refer to other files or hosts: Helm would read those of our machine, and ask
 * the network. What is left out is said.
 */
export function withOwnSchemas(chart: Chart): { readonly chart: Chart; readonly leftOut: readonly LeftOutSchema[] } {
  const below = chart.charts.map(({ folder, chart: one }) => ({ folder, ...withOwnSchemas(one) }));
  const charts = below.map(({ folder, chart: one }) => ({ folder, chart: one }));
  const others = below.flatMap(({ leftOut }) => leftOut);
  const bytes = chart.files.get(file);
  const foreign = bytes === undefined ? undefined : foreignReference(bytes);
  if (bytes === undefined || foreign === undefined) return { chart: { ...chart, charts }, leftOut: others };
  const files = new Map([...chart.files].filter(([path]) => path !== file));
  const line =
    Buffer.from(bytes)
      .toString("utf8")
      .split("\n")
      .findIndex((text) => text.includes(foreign)) + 1;
  const message = `The values are not checked: this schema refers to ${foreign}, and nothing outside of it is read.`;
  return {
    chart: { ...chart, files, charts },
    leftOut: [{ ...placeIn(chart, file, Math.max(1, line)), message }, ...others],
  };
}

/** The first reference that leads out of the document. */
function foreignReference(bytes: Uint8Array): string | undefined {
  const waiting: Json[] = readDocuments(bytes).documents.map(({ object }) => object);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isJsonArray(at)) waiting.push(...at);
    if (!isJsonObject(at)) continue;
    for (const [key, value] of Object.entries(at)) {
      const isReference = /^\$(?:ref|dynamicRef|recursiveRef)$/.test(key) && typeof value === "string";
      if (isReference && !value.startsWith("#")) return value;
      waiting.push(value);
    }
  }
  return undefined;
}
