import { builtInKind, propertyType, versionsServing } from "../../checks/schema/definitions.ts";
import { kubernetesVersions, minorOf } from "../../checks/schema/versions.ts";
import { groupOf } from "../../domain/manifest.ts";

/**
 * The type of a field of one of Kubernetes' own kinds: `V1Container`, `V1Container[]`, `string{}`. Undefined
 * for fields of everything else, about which nothing is known.
 */
export type FieldType = string | undefined;

const newestMinor = minorOf(kubernetesVersions.at(-1) ?? "") ?? 0;
const known = new Map<string, FieldType>();

/** The type of a whole object. A version that is gone, such as `policy/v1beta1`, is read as the one that took its place. */
export function objectType(apiVersion: string, kind: string): FieldType {
  const key = `${apiVersion}/${kind}`;
  if (!known.has(key)) known.set(key, findType(apiVersion, kind));
  return known.get(key);
}

function findType(apiVersion: string, kind: string): FieldType {
  const [newest = apiVersion] = versionsServing(groupOf(apiVersion), kind, newestMinor);
  return (builtInKind(apiVersion, kind) ?? builtInKind(newest, kind))?.definition;
}

/** The type of a key of a map. */
export function typeOfKey(type: FieldType, key: string): FieldType {
  if (type === undefined) return undefined;
  return type.endsWith("{}") ? type.slice(0, -2) : propertyType(type, key);
}

/** The type of each element of a list. */
export function typeOfElement(type: FieldType): FieldType {
  return type?.endsWith("[]") ? type.slice(0, -2) : undefined;
}
