import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { readDocuments } from "../../sources/documents.ts";
import type { CheckScope } from "../check.ts";
import type { Misfit } from "./misfit.ts";
import type { Subject } from "./subject.ts";

/** A version of a kind, as something other than Fairlead itself describes it. */
export type CustomKind = {
  readonly served: boolean;
  /** The structural schema of a custom resource; null when there is none: then everything is allowed. */
  readonly openApi: JsonObject | null;
  /** Where it is not served, the API versions that are. */
  readonly instead?: string;
  /** Who says so, to begin a sentence with. */
  readonly source: string;
  /** Set where something other than a structural schema judges. */
  readonly misfits?: (object: Json) => readonly Misfit[];
};

/** By `group/version/kind`. */
export type CustomKinds = ReadonlyMap<string, CustomKind>;

const marker = Buffer.from("CustomResourceDefinition");

/** Every custom resource that the files of the tree and the manifests define; the manifests have the last word. */
export async function customKinds(tree: SourceTree, manifests: readonly Json[]): Promise<CustomKinds> {
  const kinds = new Map<string, CustomKind>();
  for (const object of [...(await definitionsIn(tree)), ...manifests]) addDefinition(kinds, object);
  return kinds;
}

/** The kinds that a change itself defines anew, in files or in what they render: the cluster has them as they were. */
export async function changedKinds(
  { mode, head, files }: Pick<CheckScope, "mode" | "head" | "files">,
  subjects: readonly Subject[],
): Promise<ReadonlySet<string>> {
  if (mode === "all") return new Set();
  const kinds = new Map<string, CustomKind>();
  const inFiles = await definitionsAt(head, files.filter(isManifestFile));
  for (const object of [...inFiles, ...subjects.map(({ manifest }) => manifest.object)]) addDefinition(kinds, object);
  return new Set(kinds.keys());
}

function isManifestFile(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path);
}

const perTree = new Map<string, Promise<readonly Json[]>>();

/** One tree is read once, however many checks ask. */
function definitionsIn(tree: SourceTree): Promise<readonly Json[]> {
  const known = perTree.get(tree.id);
  if (known !== undefined) return known;
  const reading = readDefinitions(tree);
  if (perTree.size >= 8) perTree.clear();
  perTree.set(tree.id, reading);
  reading.catch(() => perTree.delete(tree.id));
  return reading;
}

function readDefinitions(tree: SourceTree): Promise<readonly Json[]> {
  const files = [...tree.entries.values()].filter(({ kind }) => kind === "file" || kind === "executable");
  return definitionsAt(tree, files.map(({ path }) => path).filter(isManifestFile));
}

async function definitionsAt(tree: SourceTree, paths: readonly string[]): Promise<readonly Json[]> {
  const found: Json[] = [];
  for (const [, bytes] of await tree.read(paths)) {
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(marker)) continue;
    found.push(...readDocuments(bytes).documents.map(({ object }) => object));
  }
  return found;
}

function addDefinition(kinds: Map<string, CustomKind>, object: Json): void {
  if (!isJsonObject(object)) return;
  if (isJsonArray(object.items) && String(object.kind).endsWith("List")) {
    for (const item of object.items) addDefinition(kinds, item);
  }
  const spec = object.spec;
  if (object.kind !== "CustomResourceDefinition" || !isJsonObject(spec)) return;
  const kind = isJsonObject(spec.names) ? spec.names.kind : undefined;
  if (typeof spec.group !== "string" || typeof kind !== "string" || !isJsonArray(spec.versions)) return;
  for (const version of spec.versions) {
    if (!isJsonObject(version) || typeof version.name !== "string") continue;
    kinds.set(`${spec.group}/${version.name}/${kind}`, {
      served: version.served !== false,
      openApi: schemaOf(version, spec),
      source: "The definition in this repository",
    });
  }
}

function schemaOf(version: JsonObject, spec: JsonObject): JsonObject | null {
  if (spec.preserveUnknownFields === true) return null;
  const openApi = isJsonObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
  return isJsonObject(openApi) ? openApi : null;
}
