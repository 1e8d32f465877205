import { isJsonObject, type JsonObject } from "../../domain/json.ts";

type Sides = { readonly before: JsonObject; readonly after: JsonObject };

/**
 * Two Secrets as they are stored, so that values compare whichever field they are written in. `stringData` stays
 * where both sides have it, because that is where their authors look.
 * https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
 */
export function alikeSecrets({ before, after }: Sides): Sides {
  const both = isJsonObject(before.stringData) === isJsonObject(after.stringData);
  return { before: stored(before, both), after: stored(after, both) };
}

function stored(secret: JsonObject, keepsText: boolean): JsonObject {
  const { data, stringData, ...rest } = secret;
  const encoded = isJsonObject(data) ? mapped(data, (text) => text.replace(/\s/g, "")) : undefined;
  if (keepsText || !isJsonObject(stringData)) {
    return {
      ...rest,
      ...(data === undefined ? {} : { data: encoded ?? data }),
      ...(stringData === undefined ? {} : { stringData }),
    };
  }
  return { ...rest, data: { ...encoded, ...mapped(stringData, (text) => Buffer.from(text).toString("base64")) } };
}

/** What is no text is refused by the API server, and stays as it is. */
function mapped(values: JsonObject, change: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? change(value) : value]),
  );
}
