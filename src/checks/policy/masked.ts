import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { withSafeKeys } from "../secrets/secret-keys.ts";

/** What stands for a value; in `data` in base64, so that it can be decoded as what stood there could. */
const placeholder = "masked";
const encodedPlaceholder = "bWFza2Vk";

/** Of a Secret only these are told as they stand. */
const harmless: ReadonlySet<string> = new Set(["apiVersion", "kind", "type", "immutable"]);

/**
 * A manifest as policies see it. Whatever a Secret holds beside its name and type is replaced by a placeholder,
 * also under a field that is written wrong; its keys stay. What a policy is not told it cannot repeat.
 */
export function masked(object: JsonObject): JsonObject {
  if (object.kind === "Secret") return maskedSecret(object);
  if (!isJsonArray(object.items) || !String(object.kind).endsWith("List")) return object;
  const ofSecrets = object.kind === "SecretList";
  return {
    ...object,
    items: object.items.map((item) => {
      if (!isJsonObject(item)) return item;
      return ofSecrets ? maskedSecret(item) : masked(item);
    }),
  };
}

function maskedSecret(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => {
      if (field === "metadata") return [field, isJsonObject(value) ? withoutCopies(value) : placeholder];
      if (harmless.has(field)) return [field, isJsonArray(value) || isJsonObject(value) ? placeholder : value];
      if (!isJsonObject(value)) return [field, value === null ? null : placeholder];
      return [field, blanked(value, field === "data" ? encodedPlaceholder : placeholder)];
    }),
  );
}

function blanked(values: JsonObject, text: string): JsonObject {
  return Object.fromEntries(withSafeKeys(Object.entries(values)).map(([key]) => [key, text]));
}

/** kubectl writes the whole object, values included, into an annotation. */
function withoutCopies(metadata: JsonObject): JsonObject {
  const { annotations } = metadata;
  if (!isJsonObject(annotations)) return metadata;
  const rest = Object.entries(annotations).filter(([name]) => name !== lastApplied);
  return { ...metadata, annotations: Object.fromEntries<Json>(rest) };
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
