import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import type { Manifest, Origin } from "../domain/manifest.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { SourceTree } from "../ports/git.ts";
import { addedLines } from "./added-lines.ts";
import { ByteCache } from "./byte-cache.ts";
import { fieldReaders } from "./kustomization-fields.ts";
import { isBlockOfText, type Places, readPlacesOf, textAt, toPlaces } from "./places.ts";
import { type Sighting, sightRendered, unseen } from "./sight-rendered.ts";
import { readTemplate, type TemplateDocument } from "./templates/template.ts";
import { childOf, isSameElement, type Step, stepsOf, tokensOf, walk } from "./walk.ts";
import { findWritten, type Way } from "./written.ts";

export type Locator = (manifest: Manifest, pointer: string) => Promise<SourceLocation>;

/** Places weigh several times their text. */
const maxCachedText = 16 * 1024 * 1024;

/**
 * Finds the line of a field (JSON pointer, RFC 6901, into a rendered manifest) in the sources of `tree`:
 * the last patch that wrote its value, else the resource itself; where the field is written nowhere,
 * the nearest parent's line. Where several had a part in the value, a line that `base` has not got comes
 * first: that is what a change is about. Files are parsed when first asked about, and kept.
 */
export function createLocator(tree: SourceTree, base: SourceTree | null = null): Locator {
  const kept = new ByteCache<string, Promise<Places | undefined>>(maxCachedText);
  const placesOf = (path: string) => {
    const blob = tree.entries.get(path)?.blob;
    const known = blob === undefined ? undefined : kept.get(blob);
    if (known !== undefined) return known;
    const places = readPlacesOf(tree, path, (length) => {
      if (blob !== undefined) kept.set(blob, places, length);
    });
    if (blob !== undefined) kept.set(blob, places, 1);
    return places;
  };
  const templates = new ByteCache<string, Promise<readonly TemplateDocument[]>>(maxCachedText);
  const templateOf = async (path: string) => {
    const blob = tree.entries.get(path)?.blob;
    const known = blob === undefined ? undefined : templates.get(blob);
    if (known !== undefined) return known;
    const text = (await textAt(tree, path)) ?? "";
    const template = Promise.resolve(readTemplate(text));
    if (blob !== undefined) templates.set(blob, template, text.length);
    return template;
  };
  return async (manifest, pointer) => {
    const steps = stepsOf(manifest.object, pointer);
    const sightings: Sighting[] = [];
    for (const origin of manifest.origins) {
      if (origin.role === "values") continue;
      if (origin.role === "template") {
        const values = manifest.origins.filter(({ role }) => role === "values");
        sightings.push(...(await sightRendered(origin, steps, values, { templateOf, placesOf })));
        continue;
      }
      const places = await placesOf(origin.path);
      sightings.push(places === undefined ? unseen(origin) : sight(origin, steps, places));
    }
    const best = choose(sightings, steps);
    if (best === undefined) return { path: "", line: 1 };
    const { origin, line } = (base && (await changedInstead(best, sightings, steps, { tree, base }))) ?? best;
    return { path: origin.path, line };
  };
}

/** What else had a part in the value and stands on a changed line, when the writer itself does not. */
async function changedInstead(
  writer: Sighting,
  sightings: readonly Sighting[],
  steps: readonly Step[],
  sides: { readonly tree: SourceTree; readonly base: SourceTree },
): Promise<Sighting | undefined> {
  const others = sightings.filter((one) => one !== writer && (one.perhaps === true || hadAPart(one, writer, steps)));
  if (others.length === 0 || (await isChanged(writer, sides))) return undefined;
  for (const other of others) if (await isChanged(other, sides)) return other;
  return undefined;
}

function hadAPart(one: Sighting, writer: Sighting, steps: readonly Step[]): boolean {
  if (writer.depth < steps.length || steps.length === 0 || isRepeated(steps, writer)) return false;
  return one.depth === steps.length && (one.leaf === writer.leaf || keepsOfWhatItFinds(writer.origin));
}

/** A number that is text stays text whatever the count, and of an image only a part is replaced. */
function keepsOfWhatItFinds({ role, within }: Origin): boolean {
  return role === "patch" && (within[0] === "replicas" || within[0] === "images");
}

async function isChanged(
  { origin: { path }, line }: Sighting,
  { tree, base }: { readonly tree: SourceTree; readonly base: SourceTree },
): Promise<boolean> {
  if (base.entries.get(path)?.blob === tree.entries.get(path)?.blob) return false;
  const [before, after] = await Promise.all([textAt(base, path), textAt(tree, path)]);
  return addedLines(before, after ?? "")(line);
}

/** The value's writer comes first; of a list, a mapping, or nothing, the resource itself knows most. */
function choose(all: readonly Sighting[], steps: readonly Step[]): Sighting | undefined {
  const sightings = all.filter(({ perhaps }) => perhaps !== true);
  const exact = sightings.filter(({ depth }) => depth === steps.length && steps.length > 0);
  const wanted = steps.at(-1)?.rendered;
  if (wanted !== undefined && (wanted === null || typeof wanted !== "object")) {
    const equal = exact.filter(({ leaf }) => leaf === wanted);
    const writer = (isRepeated(steps, equal[0]) ? equal.at(-1) : equal[0]) ?? exact[0];
    if (writer !== undefined) return writer;
  }
  return sightings.toSorted(
    (a, b) => b.depth - a.depth || Number(a.origin.role === "patch") - Number(b.origin.role === "patch"),
  )[0];
}

/** A patch repeats what identifies the thing it changes, and so does not write it; values repeat nothing. */
function isRepeated(steps: readonly Step[], writer: Sighting | undefined): boolean {
  if (writer?.origin.role === "values" || writer?.origin.role === "template") return false;
  const path = steps.map(({ token }) => token).join("/");
  return /^(?:apiVersion|kind|metadata\/name(?:space)?)$/.test(path) || steps.at(-2)?.inList === true;
}

function sight(origin: Origin, steps: readonly Step[], places: Places): Sighting {
  if (origin.written !== undefined) return sightWritten(origin, origin.written, steps, places);
  const { value, line } = descend(origin, places);
  if (value === undefined) return unseen(origin);
  const field = fieldReaders.get(String(origin.within[0] ?? ""));
  if (field !== undefined && origin.role !== "resource") {
    const below = field(value, steps);
    if (below === undefined) return { ...unseen(origin), line };
    const at = lineBelow(value, below, places) ?? line;
    return { origin, depth: steps.length, line: at, leaf: steps.at(-1)?.rendered };
  }
  if (typeof value === "string") return sightInText(origin, value, line, steps, places);
  return sightIn(origin, value, line, steps, places);
}

function sightIn(origin: Origin, value: Json, line: number, steps: readonly Step[], places: Places): Sighting {
  if (isJsonArray(value)) return sightInOperations(origin, value, line, steps, places);
  const { depth, offset, leaf } = walk(value, steps, places.offsets, origin.role === "resource");
  return { origin, depth, line: offset === undefined ? line : places.lineOf(offset), leaf };
}

/** What an engine's object lays over a kustomization: at its own line where the object says it so, else at the object's. */
function sightWritten(
  origin: Origin,
  { field, value }: NonNullable<Origin["written"]>,
  steps: readonly Step[],
  places: Places,
): Sighting {
  const [document, way] = wayTo(origin, field, value, places);
  const { value: found = value, line } = follow(document, way, origin.line, places);
  const below = fieldReaders.get(field)?.(found, steps);
  if (fieldReaders.has(field)) {
    if (below === undefined) return { ...unseen(origin), line };
    const at = way.length === 0 ? line : (lineBelow(found, below, places) ?? line);
    return { origin, depth: steps.length, line: at, leaf: steps.at(-1)?.rendered };
  }
  const inText = isJsonObject(found) && typeof found.patch === "string" ? ["patch"] : [];
  const text = inText.length === 0 ? found : childOf(found, "patch");
  if (typeof text !== "string") return { ...unseen(origin), line };
  const textLine = way.length === 0 ? line : (lineBelow(found, inText, places) ?? line);
  const sighting = sightInText(origin, text, textLine, steps, places);
  return way.length === 0 ? { ...sighting, line } : sighting;
}

/** The document that holds the origin's line, and where in it the value stands; nowhere where it does not. */
function wayTo(origin: Origin, field: string, value: Json, places: Places): readonly [Json | undefined, Way] {
  for (const document of places.documents.values()) {
    const way = findWritten(document, field, value);
    const { line } = way === undefined ? { line: 0 } : follow(document, way, 0, places);
    if (way !== undefined && line >= origin.line) return [document, way];
  }
  return [undefined, []];
}

/** A patch written as text inside a kustomization: its lines count from the line of its first. */
function sightInText(origin: Origin, text: string, line: number, steps: readonly Step[], places: Places): Sighting {
  const inner = toPlaces(text);
  const value = inner.documents.get(origin.document) ?? [...inner.documents.values()][0];
  if (value === undefined) return { ...unseen(origin), line };
  const isBlock = isBlockOfText(places.textOfLine(line));
  const found = sightIn(origin, value, 1, steps, inner);
  return { ...found, line: isBlock ? line + found.line : line };
}

/** JSON patch (RFC 6902): the last operation that writes the field or something it lies in. */
function sightInOperations(
  origin: Origin,
  operations: readonly Json[],
  line: number,
  steps: readonly Step[],
  places: Places,
): Sighting {
  for (const [index, operation] of [...operations.entries()].reverse()) {
    if (!isJsonObject(operation) || typeof operation.path !== "string" || operation.value === undefined) continue;
    const target = tokensOf(operation.path);
    if (
      target.length > steps.length ||
      !target.every((token, at) => leadsTo(token, operation.value ?? null, target, at, steps))
    )
      continue;
    const rest = walk(operation.value, steps.slice(target.length), places.offsets, true);
    const offset =
      rest.offset ?? places.offsets.get(operation)?.get("value") ?? places.offsets.get(operations)?.get(index);
    return {
      origin,
      depth: target.length + rest.depth,
      line: offset === undefined ? line : places.lineOf(offset),
      leaf: rest.leaf,
    };
  }
  return { ...unseen(origin), line };
}

/** `-` appends, so it leads to the element that is what was appended. */
function leadsTo(token: string, value: Json, target: readonly string[], at: number, steps: readonly Step[]): boolean {
  const step = steps[at];
  if (step === undefined) return false;
  if (token === "-" && step.inList) return at === target.length - 1 && isSameElement(value, step.rendered);
  return token === step.token;
}

/** The value an origin names inside its document, and its line. */
function descend(origin: Origin, places: Places): { readonly value: Json | undefined; readonly line: number } {
  const root = places.documents.get(origin.within[0] === undefined || origin.role === "resource" ? origin.document : 0);
  if (root === undefined) return { value: undefined, line: origin.line };
  return follow(root, origin.within, origin.line, places);
}

function follow(root: Json | undefined, way: Way, firstLine: number, places: Places) {
  let value: Json | undefined = root;
  let line = firstLine;
  for (const key of way) {
    const offset: number | undefined = value === undefined ? undefined : places.offsets.get(value)?.get(key);
    value = childOf(value, String(key));
    if (offset !== undefined) line = places.lineOf(offset);
  }
  return { value, line };
}

function lineBelow(value: Json, below: readonly (string | number)[], places: Places): number | undefined {
  let at: Json | undefined = value;
  let line: number | undefined;
  for (const key of below) {
    const offset: number | undefined = at === undefined ? undefined : places.offsets.get(at)?.get(key);
    at = childOf(at, String(key));
    if (offset !== undefined) line = places.lineOf(offset);
  }
  return line;
}
