import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/**
 * A manifest that SOPS encrypted, as whoever decrypts it applies it: without what SOPS writes beside the
 * fields. Any other is itself.
 */
export function decryptable(object: JsonObject): JsonObject {
  if (!isEncrypted(object)) return object;
  const { sops: _, ...fields } = object;
  return fields;
}

/** Whether what stands there is only known once it is decrypted. */
export function isEncryptedAt(object: JsonObject, pointer: string): boolean {
  if (!isEncrypted(object)) return false;
  const value = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>(stepInto, object);
  return typeof value === "string" && value.startsWith("ENC[");
}

function isEncrypted({ sops }: JsonObject): boolean {
  return isJsonObject(sops) && (sops.mac !== undefined || sops.version !== undefined);
}

function stepInto(value: Json | undefined, token: string): Json | undefined {
  if (isJsonArray(value)) return value[Number(token)];
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}
