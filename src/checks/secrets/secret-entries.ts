import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { notDeterministic } from "../../domain/not-deterministic.ts";
import { isEncrypted, judgeLiteral, type Literal } from "./literal.ts";

/** One key of a Secret. The value never leaves this folder. */
export type SecretEntry = {
  readonly field: "data" | "stringData";
  readonly key: string;
  /** Decoded, where it was base64. */
  readonly value: string;
  readonly literal: Literal;
  /** The Secret was encrypted with SOPS and this value was not. */
  readonly leftOut: boolean;
};

/** Whether an object is a Secret of Kubernetes; SealedSecret and ExternalSecret are other kinds. */
export function isSecret(object: Json): object is JsonObject {
  return isJsonObject(object) && object.kind === "Secret" && object.apiVersion === "v1";
}

/** The keys of a Secret whose values can be read by whoever can read the file. */
export function readableEntries(secret: JsonObject): SecretEntry[] {
  const encrypted = isJsonObject(secret.sops);
  const filled = isFilledByVault(secret);
  return (["data", "stringData"] as const).flatMap((field) => {
    const values = secret[field];
    if (!isJsonObject(values)) return [];
    return Object.entries(values).flatMap(([key, written]): SecretEntry[] => {
      if (typeof written !== "string" && typeof written !== "number" && typeof written !== "boolean") return [];
      const text = String(written);
      const value = field === "data" ? decoded(text) : text;
      // A value that a chart makes up when it is rendered was never in the repository.
      const isKept =
        !isEncrypted(text) && !text.includes(notDeterministic) && !(filled && vaultPlaceholder.test(value));
      const literal = isKept ? judgeLiteral(value) : "harmless";
      return literal === "harmless" ? [] : [{ field, key, value, literal, leftOut: encrypted }];
    });
  });
}

/** Argo CD's Vault plugin fills in placeholders where this annotation says from which path. */
function isFilledByVault({ metadata }: JsonObject): boolean {
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  return isJsonObject(annotations) && typeof annotations["avp.kubernetes.io/path"] === "string";
}

const vaultPlaceholder = /<[^<>\s]+>/;

/** Base64 as people write it; what is no base64 stays as it is, and is no less readable for that. */
function decoded(text: string): string {
  const compact = text.replaceAll(/\s/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return text;
  return Buffer.from(compact, "base64").toString("latin1");
}

/** What two places have in common when they hold the same secret. */
export function entryKey({ key, value }: Pick<SecretEntry, "key" | "value">): string {
  return JSON.stringify([key, value.trim()]);
}
