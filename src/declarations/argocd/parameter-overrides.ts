import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { keepDocuments } from "../../sources/documents.ts";
import type { DeclarationContext } from "../engine.ts";
import { NotEvaluable, type Place } from "./place.ts";

/**
 * A source with what `.argocd-source.yaml` and `.argocd-source-NAME.yaml` in its directory lay over it: tools
 * that write image tags back to git use them (docs/user-guide/parameters.md).
 */
export async function withOverrides(
  source: Place,
  { directory, application }: { readonly directory: string; readonly application: string },
  { tree }: DeclarationContext,
): Promise<Place> {
  const prefix = directory === "." ? "" : `${directory}/`;
  const paths = [`${prefix}.argocd-source.yaml`, `${prefix}.argocd-source-${application}.yaml`];
  const contents = await tree.read(paths.filter((path) => tree.entries.has(path)));
  let value = source.value;
  for (const path of paths) {
    const bytes = contents.get(path);
    if (bytes === undefined) continue;
    const { documents, problems } = keepDocuments(bytes);
    const patch = documents[0]?.object ?? {};
    if (problems.length > 0 || !isJsonObject(patch)) {
      throw new NotEvaluable(`Argo CD lays ${path} over it, and that is no YAML mapping.`, source);
    }
    value = mergePatch(value ?? {}, withoutPlace(patch));
  }
  return { value, pointer: source.pointer };
}

/** These cannot be laid over: which source it is stays. */
function withoutPlace({
  repoURL: _url,
  path: _path,
  chart: _chart,
  targetRevision: _revision,
  ...rest
}: JsonObject): JsonObject {
  return rest;
}

/** JSON merge patch (RFC 7396). */
export function mergePatch(value: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map<string, Json>(Object.entries(isJsonObject(value) ? value : {}));
  for (const [key, one] of Object.entries(patch)) {
    if (one === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, one));
  }
  return Object.fromEntries(merged);
}
