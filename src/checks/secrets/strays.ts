import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { keysOf } from "../../domain/json-pointer.ts";
import type { Offsets } from "../../sources/compose.ts";
import { decodeText, readPlaces } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { unwrapLists } from "../../sources/manifests.ts";
import { childOf } from "../../sources/walk.ts";
import { strayOfConfigMap } from "./config-maps.ts";
import { strayOfExternalSecret } from "./external-secrets.ts";
import { strayOfSealedSecret } from "./sealed-secrets.ts";
import { strayOfSops } from "./sops.ts";
import type { Stray } from "./stray.ts";

/** Every kind of document that may hold a secret and is none. To add one: write its file, add its line. */
const strayKinds = [strayOfSops, strayOfSealedSecret, strayOfExternalSecret, strayOfConfigMap] as const;

/** What a document that is no Secret holds of secrets. */
export function strayOf(object: JsonObject): readonly Stray[] {
  return strayKinds.flatMap((find) => find(object));
}

/** Any of these stands in every file that holds such a document. */
const strayMarkers = ["sops", "SealedSecret", "external-secrets.io", "ConfigMap"].map((text) => Buffer.from(text));

/** The same of every document of a file, by line. */
export function sourceStrays(bytes: Uint8Array): readonly (Stray & { readonly line: number })[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!strayMarkers.some((text) => content.includes(text))) return [];
  const text = decodeText(bytes);
  if (typeof text !== "string") return [];
  const { documents, offsets } = readPlaces(text);
  const starts = lineStarts(text);
  return documents.flatMap(({ object, line }) =>
    unwrapLists(object).flatMap(({ object: inner }) =>
      isJsonObject(inner)
        ? strayOf(inner).map((stray) => ({ ...stray, line: lineOf(inner, stray.pointer, { offsets, starts }) ?? line }))
        : [],
    ),
  );
}

/** The line of what the pointer leads to, or of the nearest thing around it. */
function lineOf(
  object: JsonObject,
  pointer: string,
  { offsets, starts }: { readonly offsets: Offsets; readonly starts: readonly number[] },
): number | undefined {
  let value: Json | undefined = object;
  let found: number | undefined;
  for (const key of keysOf(pointer)) {
    const step: string | number = isJsonArray(value) ? Number(key) : key;
    found = offsets.get(value ?? null)?.get(step) ?? found;
    value = childOf(value, key);
  }
  return found === undefined ? undefined : placeOf(starts, found).line;
}
