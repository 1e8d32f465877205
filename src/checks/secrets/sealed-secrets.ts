import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeLiteral } from "./literal.ts";
import { documentName, type Stray } from "./stray.ts";

/** Whether an object is a SealedSecret of Bitnami's controller. */
export function isSealedSecret(object: Json): object is JsonObject {
  return isJsonObject(object) && object.kind === "SealedSecret" && object.apiVersion === "bitnami.com/v1alpha1";
}

/** What a SealedSecret holds that is not sealed: values that are no ciphertext, and plain ones in its template. */
export function strayOfSealedSecret(object: JsonObject): readonly Stray[] {
  if (!isSealedSecret(object)) return [];
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const template = isJsonObject(spec.template) ? spec.template : {};
  const name = documentName(object);
  return [
    ...entriesOf(spec.encryptedData, "/spec/encryptedData")
      .filter(({ value }) => !isSealed(value))
      .map(
        ({ key, value, pointer }): Stray => ({
          rule: "not-sealed",
          message: `${name} holds something for ${key} that is no ciphertext of kubeseal: it cannot be unsealed, and may be the value itself.`,
          ...{ key, value, pointer, guessed: false },
        }),
      ),
    ...["data", "stringData"].flatMap((field) =>
      entriesOf(template[field], `/spec/template/${field}`).flatMap(({ key, value, pointer }): readonly Stray[] => {
        // What is put together of sealed values is written as a template.
        if (value.includes("{{") || judgeLiteral(value) !== "plain") return [];
        const message = `${name} holds its value for ${key} in plain text, in its template.`;
        return [{ rule: "plaintext-secret", message, pointer, key, value, guessed: false }];
      }),
    ),
    ...(typeof spec.data === "string" && !isSealed(spec.data)
      ? [
          {
            rule: "not-sealed",
            message: `${name} holds something as its data that is no ciphertext of kubeseal: it cannot be unsealed, and may be the values themselves.`,
            ...{ key: "data", value: spec.data, pointer: "/spec/data", guessed: false },
          },
        ]
      : []),
  ];
}

/**
 * What kubeseal writes: base64 of the length of an encrypted key in two bytes, the key, and the ciphertext
 * (pkg/crypto/crypto.go, HybridEncrypt). With the 4,096 bits of its keys that begins with `Ag`.
 */
function isSealed(value: string): boolean {
  const compact = value.replaceAll(/\s/g, "");
  return judgeLiteral(value) === "placeholder" || (compact.length >= 24 && /^Ag[A-Za-z0-9+/]+={0,2}$/.test(compact));
}

function entriesOf(
  values: Json | undefined,
  at: string,
): readonly { readonly key: string; readonly value: string; readonly pointer: string }[] {
  if (!isJsonObject(values)) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === "string" && value !== "" ? [{ key, value, pointer: `${at}/${escapeKey(key)}` }] : [],
  );
}

/** Where the controller unseals a ciphertext, by what its annotations say of the scope. */
export type Sealed = {
  readonly namespace: string | null;
  readonly name: string;
  readonly scope: "strict" | "namespace-wide" | "cluster-wide";
};

/** The ciphertexts of a SealedSecret, and where they can be unsealed. */
export function sealedOf(object: JsonObject, namespace: string | null): readonly (readonly [string, Sealed])[] {
  const { metadata, spec } = object;
  const { annotations, name } = isJsonObject(metadata) ? metadata : {};
  const says = (scope: string) =>
    isJsonObject(annotations) && String(annotations[`sealedsecrets.bitnami.com/${scope}`]) === "true";
  const scope = says("cluster-wide") ? "cluster-wide" : says("namespace-wide") ? "namespace-wide" : "strict";
  const sealed: Sealed = { namespace, name: String(name), scope };
  const values = isJsonObject(spec) && isJsonObject(spec.encryptedData) ? Object.values(spec.encryptedData) : [];
  return values.flatMap((value) => (typeof value === "string" && isSealed(value) ? [[value, sealed] as const] : []));
}

/** Why what was sealed there cannot be unsealed here; null when it can. */
export function whyNotHere(there: Sealed, here: Sealed): string | null {
  if (there.scope === "cluster-wide") return null;
  if (there.namespace !== here.namespace)
    return `it was sealed for the namespace ${there.namespace ?? "that none names"}`;
  return there.scope === "strict" && there.name !== here.name ? `it was sealed for the name ${there.name}` : null;
}
