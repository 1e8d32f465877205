import type { SecretEntry } from "./secret-entries.ts";
import { isSecretKey } from "./secret-keys.ts";

/** The rule and the sentence for a value that stands where a secret's should not. */
export function wordsFor(
  { key: written, literal, leftOut }: Pick<SecretEntry, "key" | "literal" | "leftOut">,
  where: string,
): [string, string] {
  const key = isSecretKey(written) ? written : "a key that is none";
  if (leftOut)
    return ["left-unencrypted", `${where} is encrypted with SOPS, but its value for ${key} is in plain text.`];
  if (literal === "placeholder") {
    return [
      "placeholder",
      `${where} holds a placeholder for ${key}; whatever fills it in must not be committed in plain text.`,
    ];
  }
  return ["plaintext-secret", `${where} holds its value for ${key} in plain text; base64 hides nothing.`];
}
