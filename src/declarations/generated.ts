import { parseEnv } from "node:util";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { SourceTree } from "../ports/git.ts";
import { decodeText, keepDocuments, type SourceDocument } from "../sources/documents.ts";
import { filesMentioning } from "./objects.ts";
import { directoryOf, pathWithin } from "./paths.ts";

type Kind = "ConfigMap" | "Secret";

/**
 * ConfigMaps and Secrets that kustomizations generate, under the name that is written there: whoever names
 * one without its hash means this one.
 */
export async function generatedObjects(tree: SourceTree, kind: Kind): Promise<readonly Manifest[]> {
  const field = kind === "ConfigMap" ? "configMapGenerator" : "secretGenerator";
  const kustomizations = [...tree.entries.values()].filter(
    (entry) =>
      (entry.kind === "file" || entry.kind === "executable") &&
      /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(entry.path),
  );
  const generating = (await filesMentioning(tree, kustomizations, [field])).map(({ path }) => path);
  const contents = await tree.read(generating);
  const found: Manifest[] = [];
  for (const [path, bytes] of contents) {
    const [document] = keepDocuments(bytes).documents;
    const entries = isJsonObject(document?.object) ? document.object[field] : undefined;
    if (document === undefined || !isJsonArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const manifest = await generated(kind, entry, { path, document, index, tree });
      if (manifest !== undefined) found.push(manifest);
    }
  }
  return found;
}

async function generated(
  kind: Kind,
  entry: Json,
  at: { readonly path: string; readonly document: SourceDocument; readonly index: number; readonly tree: SourceTree },
): Promise<Manifest | undefined> {
  const { path, document, index, tree } = at;
  if (!isJsonObject(entry) || typeof entry.name !== "string") return undefined;
  const files = filesOf(entry, directoryOf(path));
  const content = await contentOf(entry, directoryOf(path), tree);
  if (content === undefined) return undefined;
  const whole = isJsonObject(document.object) ? document.object : {};
  const namespace = [whole.namespace, entry.namespace].find((one) => typeof one === "string") ?? null;
  const metadata = { name: entry.name, ...(namespace === null ? {} : { namespace }) };
  const field = kind === "ConfigMap" ? "configMapGenerator" : "secretGenerator";
  return {
    id: { group: "", kind, namespace, name: entry.name },
    apiVersion: "v1",
    object: { apiVersion: "v1", kind, metadata, [kind === "Secret" ? "stringData" : "data"]: content },
    origins: [
      ...files.map((file) => ({ path: file, line: 1, document: 0, role: "values" as const, within: [] })),
      { path, line: document.line, document: document.index, role: "generator", within: [field, index] },
    ],
  };
}

function filesOf(entry: JsonObject, directory: string): readonly string[] {
  const files = texts(entry.files).map((file) => file.slice(file.indexOf("=") + 1));
  const written = [...files, ...texts(entry.envs), ...texts([entry.env ?? null])];
  return written.flatMap((file) => pathWithin(directory, file) ?? []);
}

/** What an entry of a generator holds; undefined when a file of it is not there. */
async function contentOf(entry: JsonObject, directory: string, tree: SourceTree): Promise<JsonObject | undefined> {
  const content = new Map<string, string>();
  for (const file of [...texts(entry.envs), ...texts([entry.env ?? null])]) {
    const text = await textAt(directory, file, tree);
    if (text === undefined) return undefined;
    for (const [name, value] of Object.entries(parseEnv(text))) content.set(name, value ?? "");
  }
  for (const file of texts(entry.files)) {
    const equals = file.indexOf("=");
    const path = file.slice(equals + 1);
    const text = await textAt(directory, path, tree);
    if (text === undefined) return undefined;
    content.set(equals < 0 ? path.slice(path.lastIndexOf("/") + 1) : file.slice(0, equals), text);
  }
  for (const literal of texts(entry.literals)) {
    const equals = literal.indexOf("=");
    if (equals > 0) content.set(literal.slice(0, equals), literal.slice(equals + 1).replace(/^(["'])(.*)\1$/s, "$2"));
  }
  return Object.fromEntries(content);
}

function texts(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((one) => typeof one === "string") : [];
}

async function textAt(directory: string, written: string, tree: SourceTree): Promise<string | undefined> {
  const path = pathWithin(directory, written);
  const bytes = path === null ? undefined : (await tree.read([path])).get(path);
  const text = bytes === undefined ? undefined : decodeText(bytes);
  return typeof text === "string" ? text : undefined;
}
