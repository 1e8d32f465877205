import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** `masked` in base64, so that it can be decoded as what stood there could. */
const placeholder = { data: "bWFza2Vk", stringData: "masked" } as const;

/**
 * A manifest as policies see it. The values of a Secret are replaced by a placeholder, its keys stay:
 * what a policy is not told it cannot repeat in a message.
 */
export function masked(object: JsonObject): JsonObject {
  if (object.kind === "List" && Array.isArray(object.items)) {
    return { ...object, items: object.items.map((item: Json) => (isJsonObject(item) ? masked(item) : item)) };
  }
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const { metadata } = object;
  return {
    ...object,
    ...(isJsonObject(metadata) && { metadata: withoutCopies(metadata) }),
    ...(isJsonObject(object.data) && { data: blanked(object.data, placeholder.data) }),
    ...(isJsonObject(object.stringData) && { stringData: blanked(object.stringData, placeholder.stringData) }),
  };
}

function blanked(values: JsonObject, text: string): JsonObject {
  return Object.fromEntries(Object.keys(values).map((key) => [key, text]));
}

/** kubectl writes the whole object, values included, into an annotation. */
function withoutCopies(metadata: JsonObject): JsonObject {
  const { annotations } = metadata;
  if (!isJsonObject(annotations)) return metadata;
  const { "kubectl.kubernetes.io/last-applied-configuration": _, ...rest } = annotations;
  return { ...metadata, annotations: rest };
}
