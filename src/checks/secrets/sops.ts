import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeEnvironmentValue } from "./environment-values.ts";
import { isEncrypted } from "./literal.ts";
import { isSecret } from "./secret-entries.ts";
import { documentName, type Stray } from "./stray.ts";

const keyGroups = ["age", "pgp", "kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "key_groups"];

/**
 * What is wrong with a document that says it is encrypted with SOPS: a section that SOPS did not write
 * (cmd/sops/subcommand/filestatus asks for `mac` and `version`), nothing encrypted, and secrets that it left out.
 */
export function strayOfSops(object: JsonObject): readonly Stray[] {
  const { sops } = object;
  if (!isJsonObject(sops)) return [];
  const name = documentName(object) || "This document";
  const missing = ["mac", "version"].filter((key) => typeof sops[key] !== "string" || sops[key] === "");
  const noKeys = keyGroups.every((key) => !isJsonArray(sops[key]) || sops[key].length === 0);
  if (missing.length > 0 || noKeys) {
    const lacks = missing.length > 0 ? missing.join(" and ") : "any key";
    return [
      broken(
        "sops-broken",
        `${name} has a sops section without ${lacks}: SOPS did not write it, and nothing says that its values are encrypted.`,
      ),
    ];
  }
  const scalars = scalarsIn(object, "");
  if (scalars.length > 0 && !scalars.some(({ value }) => isEncrypted(value))) {
    return [
      broken(
        "sops-covers-nothing",
        `${name} has a sops section and no encrypted value: its encrypted_regex matches no key of it.`,
      ),
    ];
  }
  // Of a Secret every value counts, and those are told by whoever reads Secrets.
  if (isSecret(object)) return [];
  return scalars.flatMap(({ key, value, pointer }): readonly Stray[] => {
    if (isEncrypted(value) || judgeEnvironmentValue(key, value) !== "plain") return [];
    const message = `${name} is encrypted with SOPS, but its value for ${key} is in plain text.`;
    return [{ rule: "left-unencrypted", message, pointer, key, value, guessed: false }];
  });
}

function broken(rule: string, message: string): Stray {
  const remediation = "Encrypt it with sops, and look at what it wrote before you commit it.";
  return { rule, message, pointer: "/sops", key: "", value: "", guessed: false, remediation };
}

type Scalar = { readonly key: string; readonly value: string; readonly pointer: string };

/** Every text and number below the document, without what SOPS says of itself and what names the resource. */
function scalarsIn(value: Json, pointer: string, key = ""): readonly Scalar[] {
  if (isJsonArray(value)) return value.flatMap((each, index) => scalarsIn(each, `${pointer}/${index}`, key));
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, each]) =>
      pointer === "" && ["sops", "apiVersion", "kind", "metadata", "type"].includes(name)
        ? []
        : scalarsIn(each, `${pointer}/${escapeKey(name)}`, name),
    );
  }
  return typeof value === "string" || typeof value === "number" ? [{ key, value: String(value), pointer }] : [];
}
