import { parse } from "yaml";
import { isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { groupOf, type Manifest, type Origin } from "../../../src/domain/manifest.ts";
import type { SourceLocation } from "../../../src/domain/source.ts";

/** A manifest from YAML; its place is `app.yaml`, line 1, unless told otherwise. */
export function manifest(text: string, origin: Partial<Origin> = {}): Manifest {
  return manifestOf(parse(text), origin);
}

export function manifestOf(object: JsonObject, origin: Partial<Origin> = {}): Manifest {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const apiVersion = String(object.apiVersion);
  return {
    id: {
      group: groupOf(apiVersion),
      kind: String(object.kind),
      namespace: textOrNull(metadata.namespace),
      name: textOrNull(metadata.name) ?? "",
    },
    apiVersion,
    object,
    origins: [{ path: "app.yaml", line: 1, document: 0, role: "resource", within: [], ...origin }],
  };
}

/** The pointer stands where the file's name would. */
export async function locateByPointer(_: Manifest, pointer: string): Promise<SourceLocation> {
  return { path: pointer === "" ? "/" : pointer, line: 1 };
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}
