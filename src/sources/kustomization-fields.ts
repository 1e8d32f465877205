import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import type { Step } from "./walk.ts";

/** Where below a field of a kustomization file a rendered value was written, or undefined when it was not there. */
type FieldReader = (value: Json, steps: readonly Step[]) => readonly (string | number)[] | undefined;

/**
 * Fields of a kustomization file that change what other files say, and what each of them writes.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export const fieldReaders: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ["images", readImage],
  ["replicas", (_, steps) => (pathOf(steps) === "spec/replicas" ? ["count"] : undefined)],
  [
    "namespace",
    (value, steps) => (lastOf(steps)?.token === "namespace" && lastOf(steps)?.rendered === value ? [] : undefined),
  ],
  ["namePrefix", readName],
  ["nameSuffix", readName],
  [
    "labels",
    (value, steps) =>
      readPair(isJsonObject(value) ? value.pairs : undefined, steps, "labels")?.toSpliced(0, 0, "pairs"),
  ],
  ["commonLabels", (value, steps) => readPair(value, steps, "labels")],
  ["commonAnnotations", (value, steps) => readPair(value, steps, "annotations")],
  ["commonMetadata", readCommonMetadata],
  ["configMapGenerator", readGenerated],
  ["secretGenerator", readGenerated],
]);

function readImage(value: Json, steps: readonly Step[]): readonly string[] | undefined {
  const last = lastOf(steps);
  if (last?.token !== "image" || typeof last.rendered !== "string" || !isJsonObject(value)) return undefined;
  // An asterisk keeps a name that another kustomization gives: then the tag or digest has to do.
  const { rendered } = last;
  if (value.newName === "*")
    return ["digest", "newTag"].filter((key) => typeof value[key] === "string" && rendered.endsWith(value[key]));
  const name = value.newName ?? value.name;
  if (typeof name !== "string" || !["", ":", "@"].some((next) => continues(String(last.rendered), name, next)))
    return undefined;
  return ["digest", "newTag", "newName"].filter((key) => value[key] !== undefined).slice(0, 1);
}

function continues(image: string, name: string, next: string): boolean {
  return next === "" ? image === name : image.startsWith(`${name}${next}`);
}

function readName(value: Json, steps: readonly Step[]): readonly string[] | undefined {
  const name = lastOf(steps)?.rendered;
  return pathOf(steps) === "metadata/name" && typeof value === "string" && String(name).includes(value)
    ? []
    : undefined;
}

function readPair(
  pairs: Json | undefined,
  steps: readonly Step[],
  place: "labels" | "annotations",
): readonly string[] | undefined {
  const last = lastOf(steps);
  const parent = steps.at(-2)?.token ?? "";
  const places = place === "labels" ? ["labels", "matchLabels", "selector"] : ["annotations"];
  if (last === undefined || !isJsonObject(pairs) || !places.includes(parent)) return undefined;
  return pairs[last.token] !== undefined && pairs[last.token] === last.rendered ? [last.token] : undefined;
}

/** On the object itself, and on nothing within it. */
function readCommonMetadata(value: Json, steps: readonly Step[]): readonly string[] | undefined {
  const [metadata, place, key] = steps.map(({ token }) => token);
  if (metadata !== "metadata" || place === undefined || key === undefined || steps.length !== 3) return undefined;
  const pairs = isJsonObject(value) ? value[place] : undefined;
  return isJsonObject(pairs) && pairs[key] !== undefined ? [place, key] : undefined;
}

/** `/data/KEY` is a literal, a file or a line of an env file; everything else of it is the generator's own. */
function readGenerated(value: Json, steps: readonly Step[]): readonly (string | number)[] | undefined {
  const key = ["data", "binaryData", "stringData"].includes(steps[0]?.token ?? "") ? steps[1]?.token : undefined;
  if (key === undefined || !isJsonObject(value)) return [];
  for (const list of ["literals", "files"] as const) {
    const entries = value[list];
    const index = isJsonArray(entries)
      ? entries.findIndex((entry) => typeof entry === "string" && keyOf(entry) === key)
      : -1;
    if (index >= 0) return [list, index];
  }
  return [];
}

function keyOf(entry: string): string {
  const equals = entry.indexOf("=");
  return equals < 0 ? entry.slice(entry.lastIndexOf("/") + 1) : entry.slice(0, equals);
}

function lastOf(steps: readonly Step[]): Step | undefined {
  return steps.at(-1);
}

function pathOf(steps: readonly Step[]): string {
  return steps.map(({ token }) => token).join("/");
}
