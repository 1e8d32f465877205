import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { decodeText, readPlaces } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { unwrapLists } from "../../sources/manifests.ts";
import { isSecret, readableEntries, type SecretEntry } from "./secret-entries.ts";

/** A key of a Secret that a file holds in plain text. */
export type SourceEntry = SecretEntry & { readonly line: number; readonly secret: string };

const marker = Buffer.from("Secret");

/** Every readable value of every Secret in a file; none when the file cannot be read, which the yaml check tells. */
export function sourceEntries(bytes: Uint8Array): SourceEntry[] {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(marker)) return [];
  const text = decodeText(bytes);
  if (typeof text !== "string") return [];
  const { documents, offsets } = readPlaces(text);
  const starts = lineStarts(text);
  return documents.flatMap(({ object, line }) =>
    unwrapLists(object).flatMap(({ object: inner }) => {
      if (!isSecret(inner)) return [];
      return readableEntries(inner).map((entry) => {
        const offset = offsets.get(inner[entry.field] ?? null)?.get(entry.key);
        return { ...entry, secret: nameOf(inner), line: offset === undefined ? line : placeOf(starts, offset).line };
      });
    }),
  );
}

function nameOf({ metadata }: JsonObject): string {
  return isJsonObject(metadata) && typeof metadata.name === "string" ? metadata.name : "";
}
