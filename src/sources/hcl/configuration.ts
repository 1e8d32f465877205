import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { decodeText, readPlaces, type SourceProblem } from "../documents.ts";
import { lineStarts, placeOf } from "../lines.ts";
import { childOf, tokensOf } from "../walk.ts";
import type { NamedFile } from "./answer.ts";
import { type HclOutcome, HclReader } from "./reader.ts";

/** A file of Terraform's, in HCL or JSON, as JSON. */
export type Configuration =
  | {
      readonly status: "read";
      /** Blocks as lists below their labels, expressions as `${…}`: what conftest's hcl2 parser makes of it. */
      readonly object: JsonObject;
      /** The line of what a JSON pointer leads to, or of the nearest thing around it that has one. */
      lineAt(pointer: string): number;
      readonly files: readonly NamedFile[];
    }
  /** The author's to fix. */
  | { readonly status: "broken"; readonly problems: readonly SourceProblem[] }
  /** It could not be read this time. */
  | { readonly status: "stopped"; readonly reason: string };

/** Far above what people write: a token takes the parser a hundred times its length. */
const maxHclBytes = 1024 * 1024;

/** One for the process: a thread is soon done with what several ask. */
const reader = new HclReader();

/** Reads a `.tf`, `.tofu` or `.tfvars` file, or its JSON form (`.tf.json`). Never throws on what it reads. */
export async function readConfiguration(path: string, bytes: Uint8Array): Promise<Configuration> {
  if (path.endsWith(".json")) return readJson(bytes);
  if (bytes.length > maxHclBytes)
    return broken("size", `This file is over ${maxHclBytes / 1024 / 1024} MiB; split it.`);
  const text = decodeText(bytes);
  return typeof text === "string" ? fromOutcome(await reader.read(text)) : { status: "broken", problems: [text] };
}

function broken(rule: string, message: string): Configuration {
  return { status: "broken", problems: [{ line: 1, column: 1, rule, message }] };
}

function fromOutcome(outcome: HclOutcome): Configuration {
  if (outcome.status !== "read") return outcome;
  const { object, lines, files } = outcome;
  return { status: "read", object, files, lineAt: (pointer) => nearest(pointer, (at) => lines.get(at)) };
}

/** JSON is YAML with its places known; whatever is no JSON but YAML is refused by Terraform and named here. */
function readJson(bytes: Uint8Array): Configuration {
  const text = decodeText(bytes);
  if (typeof text !== "string") return { status: "broken", problems: [text] };
  const { documents, problems, offsets } = readPlaces(text);
  if (problems.length > 0) return { status: "broken", problems };
  const object = documents[0]?.object ?? {};
  if (!isJsonObject(object) || !isJson(text)) return broken("syntax", "This file is no JSON object.");
  const starts = lineStarts(text);
  const lineAt = (pointer: string): number =>
    nearest(pointer, (at) => {
      const tokens = tokensOf(at);
      const parent = tokens.slice(0, -1).reduce<Json | undefined>((value, token) => childOf(value, token), object);
      const key = Array.isArray(parent) ? Number(tokens.at(-1)) : (tokens.at(-1) ?? "");
      const offset = parent === undefined || parent === null ? undefined : offsets.get(parent)?.get(key);
      return offset === undefined ? undefined : placeOf(starts, offset).line;
    });
  return { status: "read", object, files: [], lineAt };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text.trim() === "";
  }
}

function nearest(pointer: string, lineOf: (pointer: string) => number | undefined): number {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = lineOf(at);
    if (line !== undefined) return line;
  }
  return 1;
}
