import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { groupOf, type Manifest, type Origin } from "../domain/manifest.ts";

/** One object of a document, and where in it the object stands: a List holds several. */
type Unwrapped = { readonly object: Json; readonly within: readonly (string | number)[] };

/** The objects of a document: itself, or the items of a List, however deep. */
export function unwrapLists(object: Json, within: readonly (string | number)[] = []): readonly Unwrapped[] {
  if (!isJsonObject(object) || !isList(object)) return [{ object, within }];
  const items = isJsonArray(object.items) ? object.items : [];
  return items.flatMap((item, index) => unwrapLists(asItemOf(object, item), [...within, "items", index]));
}

/** In a typed list, such as a SecretList, kubectl gives items that have no kind the list's own. */
function asItemOf({ apiVersion, kind }: JsonObject, item: Json): Json {
  const own = typeof kind === "string" ? kind.slice(0, -"List".length) : "";
  if (!isJsonObject(item) || item.kind !== undefined || own === "" || apiVersion === undefined) return item;
  return { ...item, apiVersion, kind: own };
}

/** Whether an object claims to be a Kubernetes resource at all. */
export function looksLikeResource(object: Json): object is JsonObject {
  return isJsonObject(object) && typeof object.apiVersion === "string" && typeof object.kind === "string";
}

/** API groups of files that a program is given: no API server takes what they hold. */
const fileGroups =
  /(?:^|\.)config\.k8s\.io$|^(?:kubeadm|audit)\.k8s\.io$|^kind\.x-k8s\.io$|^(?:k3d|ctlptl)\.|^skaffold$/;

/**
 * Whether a file that only looks like a resource configures a program instead, such as a kubeconfig, a kubelet or
 * Talos: it has no metadata, and is of a group of files, or of a version alone that Kubernetes does not have.
 */
export function configuresProgram({ apiVersion, kind, metadata }: JsonObject): boolean {
  if (metadata !== undefined || typeof apiVersion !== "string") return false;
  if (apiVersion.includes("/")) return fileGroups.test(groupOf(apiVersion));
  return apiVersion !== "v1" || kind === "Config";
}

/** An object as a manifest, or a sentence that says what it lacks. */
export function toManifest(object: Json, origins: readonly Origin[]): Manifest | string {
  if (!isJsonObject(object)) return "This is no Kubernetes resource: a resource is a mapping.";
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== "string" || apiVersion === "") return "This resource has no apiVersion.";
  if (typeof kind !== "string" || kind === "") return "This resource has no kind.";
  if (!isJsonObject(metadata)) return `This ${kind} has no metadata.`;
  const name = metadata.name ?? metadata.generateName;
  if (typeof name !== "string" || name === "") return `This ${kind} has no metadata.name.`;
  const namespace = metadata.namespace;
  const id = {
    group: groupOf(apiVersion),
    kind,
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : null,
    name,
  };
  return { id, apiVersion, object, origins };
}

/** `kind: List` and the typed lists that `kubectl get -o yaml` prints. */
function isList(object: JsonObject): boolean {
  const { kind, items } = object;
  return typeof kind === "string" && kind.endsWith("List") && isJsonArray(items);
}
