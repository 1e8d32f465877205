import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports.ts";
import { readDocuments } from "../../sources/documents.ts";

/** A version of a custom resource, as a definition in the repository describes it. */
export type CustomKind = {
  readonly served: boolean;
  /** The definition's own schema; null when it has none: then everything is allowed. */
  readonly openApi: JsonObject | null;
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

async function readDefinitions(tree: SourceTree): Promise<readonly Json[]> {
  const paths = [...tree.entries.values()]
    .filter(({ kind, path }) => (kind === "file" || kind === "executable") && /\.(?:ya?ml|json)$/.test(path))
    .map(({ path }) => path);
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
    });
  }
}

function schemaOf(version: JsonObject, spec: JsonObject): JsonObject | null {
  if (spec.preserveUnknownFields === true) return null;
  const openApi = isJsonObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
  return isJsonObject(openApi) ? openApi : null;
}
