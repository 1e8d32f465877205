import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import type { Origin } from "../domain/manifest.ts";
import { isBlockOfText, type Places, toPlaces } from "./places.ts";
import { pathInValues, sightInTemplate } from "./templates/locate.ts";
import type { Reference } from "./templates/references.ts";
import type { TemplateDocument } from "./templates/template.ts";
import { childOf, type Step } from "./walk.ts";

/** What one origin says about a field: how many steps it knows, and the line of the last of them. */
export type Sighting = {
  readonly origin: Origin;
  readonly depth: number;
  readonly line: number;
  readonly leaf: Json | undefined;
  /** It may have had a part in the value; told only where it is what a change is about. */
  readonly perhaps?: true;
};

export function unseen(origin: Origin): Sighting {
  return { origin, depth: 0, line: origin.line, leaf: undefined };
}

type Files = {
  templateOf(path: string): Promise<readonly TemplateDocument[]>;
  placesOf(path: string): Promise<Places | undefined>;
};

/** Values of one layer, with the line of everything in them. */
type Layer = { readonly origin: Origin; readonly values: Json; lineOf(path: readonly (string | number)[]): number };

/**
 * Where a field of what a template rendered is written: the values that the template's line writes, highest
 * first, then the line itself. What an archive rendered has no line of its own, but its values may.
 */
export async function sightRendered(
  origin: Origin,
  steps: readonly Step[],
  values: readonly Origin[],
  { templateOf, placesOf }: Files,
): Promise<readonly Sighting[]> {
  const layers = (await Promise.all(values.map(async (one) => layerOf(one, await placesOf(one.path))))).flat();
  const documents = origin.within.length > 0 ? [] : await templateOf(origin.path);
  const document = documents.find(({ index }) => index === origin.document) ?? documents[0];
  if (document === undefined) return [...alike(layers, steps), unseen(origin)];
  const seen = sightInTemplate(document, steps);
  const rest = steps.slice(seen.depth);
  const written = steps.length === 0 ? [] : seen.references.flatMap((one) => sightValue(one, rest, layers, steps));
  const whole = seen.depth === steps.length;
  const template = { origin, depth: seen.depth, line: seen.line, leaf: whole ? steps.at(-1)?.rendered : undefined };
  const reasons = document.conditions.flatMap((one) => sightReason(one, layers));
  const unknown = written.length === 0 && (!whole || seen.references.length === 0);
  return [...written, template, ...(unknown ? alike(layers, steps) : []), ...(steps.length === 0 ? reasons : [])];
}

/** Where the highest layer that has it writes what a template mentions. */
function sightValue(
  reference: Reference,
  rest: readonly Step[],
  layers: readonly Layer[],
  steps: readonly Step[],
): readonly Sighting[] {
  const rendered = steps.at(-1)?.rendered;
  for (const { layer, path, value } of found(reference, rest, layers)) {
    if (value === null || !isPartOf(value, rendered)) continue;
    return [{ origin: layer.origin, depth: steps.length, line: layer.lineOf(path), leaf: rendered }];
  }
  return [];
}

/** What decides whether there is anything at all. */
function sightReason(reference: Reference, layers: readonly Layer[]): readonly Sighting[] {
  const [highest] = found(reference, [], layers);
  if (highest === undefined) return [];
  const { layer, path } = highest;
  return [{ origin: layer.origin, depth: 0, line: layer.lineOf(path), leaf: undefined, perhaps: true }];
}

function found([root = "", ...reference]: Reference, rest: readonly Step[], layers: readonly Layer[]) {
  const wanted = layers.flatMap((layer) => {
    const below = referenceIn(layer.origin, root, reference);
    return below === undefined ? [] : [{ layer, below }];
  });
  return wanted.flatMap(({ layer, below }) => {
    const place = pathInValues(layer.values, below, rest);
    return place === undefined ? [] : [{ layer, ...place }];
  });
}

/** What a template's `.Values.a` or `.Chart.AppVersion` is in the document of a layer. */
function referenceIn(origin: Origin, root: string, reference: Reference): Reference | undefined {
  const isChart = posix.basename(origin.path) === "Chart.yaml";
  const [first = "", ...others] = reference;
  if (root === "Chart") return isChart ? [`${first.slice(0, 1).toLowerCase()}${first.slice(1)}`, ...others] : undefined;
  if (isChart) return undefined;
  if (origin.within.at(-1) === "global") return first === "global" ? others : undefined;
  return reference;
}

function isPartOf(value: Json, rendered: Json | undefined): boolean {
  if (typeof value === "object" || rendered === null || typeof rendered === "object") return true;
  const text = String(value);
  // A value may be a template itself.
  return text.includes("{{") || (text !== "" && String(rendered).includes(text));
}

/** More values than anybody overrides; what a chart's own file holds beyond is told at its template. */
const maxLeaves = 5000;

/** Values that are what was rendered, or a part of it, where no template can be asked. */
function alike(layers: readonly Layer[], steps: readonly Step[]): readonly Sighting[] {
  const last = steps.at(-1);
  const rendered = last?.rendered;
  if (last === undefined || rendered === undefined || rendered === null || typeof rendered === "object") return [];
  const candidates = new Map<string, Sighting & { readonly key: string | number | undefined }>();
  for (const layer of layers) {
    const isChart = posix.basename(layer.origin.path) === "Chart.yaml";
    for (const { path, value } of leaves(layer.values)) {
      if (isChart && path[0] !== "version" && path[0] !== "appVersion") continue;
      const isEqual = String(value) === String(rendered);
      const isInside = typeof value === "string" && value.length > 2 && String(rendered).includes(value);
      if (!isEqual && !isInside) continue;
      const name = JSON.stringify(path);
      if (candidates.has(name)) continue;
      const line = layer.lineOf(path);
      candidates.set(name, {
        origin: layer.origin,
        depth: steps.length,
        line,
        leaf: rendered,
        key: isChart ? undefined : path.at(-1),
      });
    }
  }
  const all = [...candidates.values()].map(({ key, ...sighting }) => ({ key, sighting }));
  const named = all.filter(({ key }) => key === last.token);
  return all.map(({ key, sighting }) =>
    named.length === 1 && key === last.token ? sighting : { ...sighting, perhaps: true as const },
  );
}

function leaves(values: Json): readonly { readonly path: readonly (string | number)[]; readonly value: Json }[] {
  const found: { path: readonly (string | number)[]; value: Json }[] = [];
  const waiting: { path: readonly (string | number)[]; value: Json }[] = [{ path: [], value: values }];
  for (let at = waiting.pop(); at !== undefined && found.length < maxLeaves; at = waiting.pop()) {
    const { path, value } = at;
    if (isJsonArray(value))
      for (const [index, one] of value.entries()) waiting.push({ path: [...path, index], value: one });
    else if (isJsonObject(value))
      for (const [key, one] of Object.entries(value)) waiting.push({ path: [...path, key], value: one });
    else if (value !== null && value !== "") found.push(at);
  }
  return found;
}

/** The values that an origin of that role holds; none where its file has none there. */
export function layerOf(origin: Origin, places: Places | undefined): readonly Layer[] {
  const root = places?.documents.get(origin.document);
  if (places === undefined || root === undefined) return [];
  let at: Json | undefined = root;
  let line = origin.line;
  for (const [index, key] of origin.within.entries()) {
    if (typeof at === "string") return textLayer(origin, at, line, origin.within.slice(index), places);
    line = lineIn(places, at, key) ?? line;
    at = childOf(at, String(key));
  }
  if (at === undefined) return [];
  if (typeof at === "string") return textLayer(origin, at, line, [], places);
  return [{ origin, values: at, lineOf: (path) => follow(places, at, path, line) }];
}

/** Values that another object holds as text. */
function textLayer(
  origin: Origin,
  text: string,
  line: number,
  within: readonly (string | number)[],
  outer: Places,
): readonly Layer[] {
  const inner = toPlaces(text);
  const [root] = inner.documents.values();
  let at: Json | undefined = root;
  for (const key of within) at = childOf(at, String(key));
  if (root === undefined || at === undefined) return [];
  const isBlock = isBlockOfText(outer.textOfLine(line));
  return [
    {
      origin,
      values: at,
      lineOf: (path) => (isBlock ? line + follow(inner, root, [...within, ...path], 1) : line),
    },
  ];
}

function follow(places: Places, values: Json, path: readonly (string | number)[], first: number): number {
  let at: Json | undefined = values;
  let line = first;
  for (const key of path) {
    line = lineIn(places, at, key) ?? line;
    at = childOf(at, String(key));
  }
  return line;
}

function lineIn(places: Places, value: Json | undefined, key: string | number): number | undefined {
  const offset = value === undefined ? undefined : places.offsets.get(value)?.get(key);
  return offset === undefined ? undefined : places.lineOf(offset);
}
