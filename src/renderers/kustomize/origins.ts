import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Origin } from "../../domain/manifest.ts";
import { readDocuments, type SourceDocument } from "../../sources/documents.ts";
import { unwrapLists } from "../../sources/manifests.ts";
import { resolveWithin } from "../paths.ts";
import type { Trace } from "./annotate.ts";
import type { InflatedChart } from "./charts.ts";
import { isReplaced } from "./lay-over.ts";
import type { Node } from "./node.ts";
import { isInline } from "./read-kustomization.ts";
import type { Root } from "./root.ts";
import type { SourceFiles } from "./source-files.ts";

/** Which fields of a kustomization a built-in transformer is configured by. */
const fieldsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["NamespaceTransformer", ["namespace"]],
  ["ImageTagTransformer", ["images"]],
  ["ReplicaCountTransformer", ["replicas"]],
  ["LabelTransformer", ["labels", "commonLabels"]],
  ["AnnotationsTransformer", ["commonAnnotations"]],
  ["PrefixTransformer", ["namePrefix"]],
  ["SuffixTransformer", ["nameSuffix"]],
  ["PatchTransformer", ["patches", "patchesStrategicMerge", "patchesJson6902"]],
  ["PatchStrategicMergeTransformer", ["patchesStrategicMerge", "patches"]],
  ["PatchJson6902Transformer", ["patchesJson6902", "patches"]],
]);

const generatorFields: ReadonlyMap<string, string> = new Map([
  ["ConfigMapGenerator", "configMapGenerator"],
  ["SecretGenerator", "secretGenerator"],
]);

/** What was built, and what of it did not come from a file of the repository. */
type Made = {
  readonly root: Root;
  readonly files: SourceFiles;
  readonly charts: readonly InflatedChart[];
};

/** Where a rendered object comes from, the last word first; never empty. */
export function originsOf(object: JsonObject, trace: Trace, made: Made): readonly Origin[] {
  const { root, files } = made;
  const { directory } = root.node;
  const byPath = new Map(root.closure.nodes.map((node) => [node.link ?? node.path, node]));
  byPath.set(root.file, root.node);
  const nodeAt = (path: string) => byPath.get(posix.join(directory, path));
  const origins: Origin[] = [];
  const seen = new Set<string>();
  for (const { configuredIn, kind } of trace.transformations.toReversed()) {
    const node = nodeAt(configuredIn);
    const key = `${configuredIn} ${kind}`;
    if (node === undefined || seen.has(key)) continue;
    seen.add(key);
    for (const field of fieldsOf.get(kind) ?? []) {
      const over = node === root.node ? root.overlay : undefined;
      if (over !== undefined) origins.push(...laidOver(object, over, field));
      origins.push(...fieldOrigins(object, node, field, files, over?.object[field]));
    }
  }
  origins.push(...(chartOrigins(object, trace, made) ?? [definition(object, trace, root, nodeAt, files)]));
  return origins;
}

/** What an engine's object lays over the root; the object is no kustomization, so what it says goes along. */
function laidOver(object: JsonObject, overlay: Node, field: string): readonly Origin[] {
  const value = overlay.object[field];
  if (value === undefined) return [];
  const entries = isJsonArray(value) ? value.toReversed() : [value];
  const own = entries.filter((entry) => !field.startsWith("patches") || mayChange(entry, object));
  const { path } = overlay;
  return own.map((entry) => ({
    path,
    line: overlay.lineOf([field]),
    document: 0,
    role: "patch",
    within: [],
    written: { field, value: entry },
  }));
}

function mayChange(entry: Json, object: JsonObject): boolean {
  const target = isJsonObject(entry) ? entry.target : undefined;
  const inline = isJsonObject(entry) ? entry.patch : entry;
  if (!mayTarget(target, object) || typeof inline !== "string") return false;
  const documents = readDocuments(Buffer.from(inline)).documents;
  return documents.some((document) => mayPatch(document.object, object, target !== undefined));
}

function fieldOrigins(
  object: JsonObject,
  node: Node,
  field: string,
  files: SourceFiles,
  over: Json | undefined,
): readonly Origin[] {
  const value = node.object[field];
  if (value === undefined) return [];
  if (!isJsonArray(value)) return [inKustomization(node, [field], "patch")];
  return value
    .map((entry, index) => {
      if (isReplaced(field, entry, over)) return [];
      return field.startsWith("patches")
        ? patchOrigins(object, node, field, index, entry, files)
        : [inKustomization(node, [field, index], "patch")];
    })
    .reverse()
    .flat();
}

/** A patch lies in its own file or in the kustomization; either may hold several documents. */
function patchOrigins(
  object: JsonObject,
  node: Node,
  field: string,
  index: number,
  entry: Json,
  files: SourceFiles,
): readonly Origin[] {
  const target = isJsonObject(entry) ? entry.target : undefined;
  if (!mayTarget(target, object)) return [];
  const inline = isJsonObject(entry) ? entry.patch : typeof entry === "string" && isInline(entry) ? entry : undefined;
  if (typeof inline === "string") {
    const within = isJsonObject(entry) ? [field, index, "patch"] : [field, index];
    const documents = readDocuments(Buffer.from(inline)).documents;
    return documents
      .filter((document) => mayPatch(document.object, object, target !== undefined))
      .map((document) => ({ ...inKustomization(node, within, "patch"), document: document.index }));
  }
  const named = resolveWithin(node.directory, String(isJsonObject(entry) ? entry.path : entry));
  if (named === undefined) return [];
  const path = files.realPath(named);
  return files
    .documents(path)
    .filter((document) => mayPatch(document.object, object, target !== undefined))
    .map(({ line, index: document }) => ({ path, line, document, role: "patch", within: [] }));
}

/** Lenient: a patch that did nothing to the object holds none of its fields, so it is never pointed at. */
function mayTarget(target: Json | undefined, object: JsonObject): boolean {
  return (
    !isJsonObject(target) ||
    target.kind === undefined ||
    target.kind === object.kind ||
    /[^\w]/.test(String(target.kind))
  );
}

function mayPatch(patch: Json, object: JsonObject, targeted: boolean): boolean {
  if (isJsonArray(patch)) return targeted;
  if (!isJsonObject(patch)) return false;
  return targeted || (patch.kind === object.kind && isNamedAfter(nameOf(object), nameOf(patch)));
}

/** Of what a chart rendered: the chart's own lines, and the kustomization's that asks for it. */
function chartOrigins(object: JsonObject, trace: Trace, { root, charts }: Made): readonly Origin[] | undefined {
  const path = trace.path === undefined ? undefined : posix.join(root.node.directory, trace.path);
  const chart = charts.find(({ file }) => file === path);
  if (chart === undefined) return undefined;
  const documents = chart.manifests.map((manifest, index) => ({ object: manifest.object, line: 1, index }));
  const found = chart.manifests[findResource(object, documents)?.document ?? 0];
  const { node, within } = chart.entry;
  return [...(found?.origins ?? []), inKustomization(node, within, "generator")];
}

function definition(
  object: JsonObject,
  trace: Trace,
  { node: root }: Root,
  nodeAt: (path: string) => Node | undefined,
  files: SourceFiles,
): Origin {
  if (trace.path === undefined) return inKustomization(root, [], "resource");
  const node = nodeAt(trace.path);
  if (node !== undefined) return generatorOrigin(object, node, trace.generator);
  const named = posix.join(root.directory, trace.path);
  const path = files.realPath(named);
  const resource = findResource(object, files.documents(path));
  return {
    path,
    line: resource?.line ?? 1,
    document: resource?.document ?? 0,
    role: "resource",
    within: resource?.within ?? [],
  };
}

function generatorOrigin(object: JsonObject, node: Node, generator: string | undefined): Origin {
  const field = generatorFields.get(generator ?? "");
  const entries = field === undefined ? undefined : node.object[field];
  if (field === undefined || !isJsonArray(entries)) return inKustomization(node, [], "generator");
  const names = entries.map((entry) => (isJsonObject(entry) ? String(entry.name) : ""));
  const index = longest(names, (name) => isNamedAfter(nameOf(object), name));
  return inKustomization(node, index === undefined ? [field] : [field, index], "generator");
}

/** By kind and name; a prefix, a suffix or a hash may stand around the name by now. */
function findResource(object: JsonObject, documents: readonly SourceDocument[]) {
  const candidates = documents.flatMap((document) =>
    unwrapLists(document.object).flatMap((found) =>
      isJsonObject(found.object) && found.object.kind === object.kind
        ? [{ object: found.object, line: document.line, document: document.index, within: found.within }]
        : [],
    ),
  );
  const exact = candidates.filter((candidate) => nameOf(candidate.object) === nameOf(object));
  const inNamespace = exact.find((candidate) => namespaceOf(candidate.object) === namespaceOf(object));
  const names = candidates.map((candidate) => nameOf(candidate.object));
  const similar = longest(names, (name) => isNamedAfter(nameOf(object), name));
  return inNamespace ?? exact[0] ?? (similar === undefined ? candidates[0] : candidates[similar]);
}

function longest(names: readonly string[], fits: (name: string) => boolean): number | undefined {
  let best: number | undefined;
  for (const [index, name] of names.entries()) {
    if (name !== "" && fits(name) && (best === undefined || name.length > (names[best] ?? "").length)) best = index;
  }
  return best;
}

function isNamedAfter(name: string, original: string): boolean {
  return original !== "" && name.includes(original);
}

function nameOf(object: JsonObject): string {
  const metadata = object.metadata;
  return isJsonObject(metadata) && typeof metadata.name === "string" ? metadata.name : "";
}

function namespaceOf(object: JsonObject): Json {
  const metadata = object.metadata;
  return isJsonObject(metadata) ? (metadata.namespace ?? null) : null;
}

function inKustomization(node: Node, within: readonly (string | number)[], role: Origin["role"]): Origin {
  return { path: node.path, line: node.lineOf(within), document: 0, role, within };
}
