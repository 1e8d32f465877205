import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeEnvironmentValue } from "./environment-values.ts";
import { sourceEntries } from "./source-secrets.ts";
import { documentName, type Stray } from "./stray.ts";

/** Secrets that a ConfigMap holds: whole ones as text, and values under names that say secret. */
export function strayOfConfigMap(object: JsonObject): readonly Stray[] {
  if (object.kind !== "ConfigMap" || object.apiVersion !== "v1" || !isJsonObject(object.data)) return [];
  return Object.entries(object.data).flatMap(([key, value]): readonly Stray[] => {
    if (typeof value !== "string") return [];
    const pointer = `/data/${escapeKey(key)}`;
    const [inner] = /\bkind:\s*["']?Secret\b/.test(value) ? sourceEntries(Buffer.from(value)) : [];
    if (inner !== undefined) {
      const message = `${documentName(object)} holds a Secret as text under ${key}, with its values in plain text.`;
      return [{ rule: "plaintext-secret", message, pointer, key, value: inner.value, guessed: false }];
    }
    if (value.includes("\n") || value.includes("{{") || judgeEnvironmentValue(key, value) !== "plain") return [];
    const message = `${documentName(object)} holds a value for ${key} in plain text, and the name says that it is secret.`;
    const remediation = "Keep it in a Secret; if it is a real one, replace it at its issuer.";
    return [{ rule: "plaintext-config", message, pointer, key, value, guessed: true, remediation }];
  });
}
