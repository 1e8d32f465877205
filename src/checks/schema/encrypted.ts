import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { keysOf } from "../../domain/json-pointer.ts";
import { childOf } from "../../sources/walk.ts";

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
  const value = keysOf(pointer).reduce<Json | undefined>(childOf, object);
  return typeof value === "string" && value.startsWith("ENC[");
}

function isEncrypted({ sops }: JsonObject): boolean {
  return isJsonObject(sops) && (sops.mac !== undefined || sops.version !== undefined);
}
