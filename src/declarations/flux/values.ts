import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { pointerOf } from "../../domain/json-pointer.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { ValuesLayer } from "../../domain/recipe.ts";
import { readDocumentText } from "../../sources/documents.ts";
import type { Locator } from "../../sources/locate.ts";
import { fieldAt, listAt, textAt } from "../fields.ts";
import { contentOf, fieldOf } from "./content.ts";
import { definitionOf } from "./location.ts";
import { type Among, filesOf, findObject, type SourceReference, sourceName } from "./source.ts";

type Values =
  | { readonly status: "known"; readonly layers: readonly ValuesLayer[]; readonly reads: readonly string[] }
  | { readonly status: "unknown"; readonly reason: string; readonly pointer: string };

/** Those of `valuesFrom`, later ones over earlier ones, and `values` over all. */
export async function valuesOf(release: Manifest, among: Among, locate: Locator): Promise<Values> {
  const layers: ValuesLayer[] = [];
  const reads = new Set<string>();
  for (const [index, entry] of listAt(release.object, "spec", "valuesFrom").entries()) {
    const taken = await takenFrom(entry, release.id.namespace, among, locate);
    if (typeof taken === "string") return { status: "unknown", reason: taken, pointer: `/spec/valuesFrom/${index}` };
    if (taken === undefined) continue;
    for (const path of taken.reads) reads.add(path);
    layers.push(taken.layer);
  }
  const values = fieldAt(release.object, "spec", "values");
  if (isJsonObject(values)) layers.push(await inlineLayer(release, values, ["spec", "values"], locate));
  return { status: "known", layers, reads: [...reads] };
}

/** Values at a place within an object. */
async function inlineLayer(
  manifest: Manifest,
  values: JsonObject,
  place: readonly string[],
  locate: Locator,
): Promise<ValuesLayer> {
  const { document, within } = definitionOf(manifest);
  const at = await locate(manifest, pointerOf(place));
  return { from: "inline", values, at, document, pointer: pointerOf([...within.map(String), ...place]) };
}

type Taken = { readonly layer: ValuesLayer; readonly reads: readonly string[] };

/** One entry of `valuesFrom`; undefined where it is optional and absent, a sentence where it cannot be told. */
async function takenFrom(
  entry: Json,
  namespace: string | null,
  among: Among,
  locate: Locator,
): Promise<Taken | string | undefined> {
  const [kind, name] = [textAt(entry, "kind"), textAt(entry, "name")];
  if (name === undefined || (kind !== "ConfigMap" && kind !== "Secret"))
    return "An entry of valuesFrom names neither a ConfigMap nor a Secret.";
  const reference: SourceReference = { kind, name, namespace };
  const optional = fieldAt(entry, "optional") === true;
  const origin = await findObject(reference, among);
  if (origin === undefined)
    return optional ? undefined : `It takes values from the ${sourceName(reference)}, which is not in this repository.`;
  const content = contentOf(origin);
  if (content === null)
    return `It takes values from the ${sourceName(reference)}, which is encrypted; they are known in the cluster only.`;
  const key = textAt(entry, "valuesKey") ?? "values.yaml";
  const text = content.get(key);
  if (text === undefined)
    return optional ? undefined : `It takes values from ${key} of the ${sourceName(reference)}, which has no such key.`;
  const path = textAt(entry, "targetPath");
  const values = path === undefined ? parsed(text) : atPath(path, text, fieldAt(entry, "literal") === true);
  if (values === undefined) return `The values in ${key} of the ${sourceName(reference)} are no YAML mapping.`;
  const layer = await inlineLayer(origin, values, [fieldOf(origin, key), key], locate);
  return { layer, reads: await filesOf(reference, among) };
}

function parsed(text: string): JsonObject | undefined {
  const { documents, problems } = readDocumentText(text);
  const [document] = documents;
  if (problems.length > 0) return undefined;
  if (document === undefined || document.object === null) return {};
  return isJsonObject(document.object) ? document.object : undefined;
}

/** One value at a path as `helm --set` has it, such as `web.image\.tag`; undefined for what only `--set` can do. */
function atPath(path: string, text: string, literal: boolean): JsonObject | undefined {
  const keys = path.match(/(?:[^.\\]|\\.)+/gs)?.map((key) => key.replaceAll(/\\(.)/gs, "$1")) ?? [];
  const last = keys.pop();
  if (last === undefined || keys.length >= 100 || /\[\d+\]/.test(path)) return undefined;
  return keys.reduceRight<JsonObject>((value, key) => ({ [key]: value }), { [last]: literal ? text : scalar(text) });
}

/** As `--set` reads it, but that quotes make a text. */
function scalar(text: string): Json {
  const quoted = /^(["'])(.*)\1$/s.exec(text.trim());
  if (quoted !== null) return quoted[2] ?? "";
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
