import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { objectAt } from "../fields.ts";

/** What a ConfigMap or Secret holds as text; null where it is encrypted or stands for one made elsewhere. */
export function contentOf({ id, object }: Manifest): ReadonlyMap<string, string> | null {
  if (isJsonObject(object.sops)) return null;
  const plain = textsOf({ ...objectAt(object, "data"), ...objectAt(object, "stringData") });
  const encoded = id.kind === "Secret" ? textsOf(objectAt(object, "data")) : new Map<string, string>();
  const content = new Map(plain);
  for (const [key, value] of encoded) {
    if (!Object.hasOwn(objectAt(object, "stringData"), key)) content.set(key, decoded(value));
  }
  return [...plain.values(), ...content.values()].some((value) => value.startsWith("ENC[")) ? null : content;
}

/** Where in such an object a value stands, as a JSON pointer without the key. */
export function fieldOf({ object }: Manifest, key: string): "data" | "stringData" {
  return Object.hasOwn(objectAt(object, "stringData"), key) ? "stringData" : "data";
}

function textsOf(fields: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(fields).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
}

function decoded(value: string): string {
  return Buffer.from(value, "base64").toString();
}
