import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { readDocumentText } from "../../sources/documents.ts";
import { SubstitutionError } from "./allowance.ts";

type Expand = (text: string) => string;

/**
 * A value with its texts replaced. Flux writes an object as YAML, replaces, and reads it again: what was
 * text may be a number, a list or nothing then. Here every text is written as that YAML would have it
 * (go-yaml: bare where it can stand so, else in quotes, several lines as a block), and read again alone.
 */
export function retype(value: Json, expand: Expand, inList = false): Json {
  if (typeof value === "string") return value.includes("$") ? retypeText(value, expand, inList) : value;
  if (isJsonArray(value)) return value.map((item) => retype(item, expand, true));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key.includes("$") ? retypeKey(key, expand) : key,
      retype(child, expand),
    ]),
  );
}

function retypeText(text: string, expand: Expand, inList: boolean): Json {
  if (text.includes("\n") && !/[\t ]\n|[\t ]$|[^\P{Cc}\n]/u.test(text)) return expand(text);
  const [written, changed] = [write(text), write(text, expand)];
  if (written === changed && expand(text) === text) return text;
  const { documents, problems } = readDocumentText(inList ? `- ${changed}\n` : `v: ${changed}\n`);
  const read = documents[0]?.object;
  const found = isJsonArray(read) ? read[0] : isJsonObject(read) ? read.v : undefined;
  if (problems.length > 0 || found === undefined)
    throw new SubstitutionError("with its variables in place a text of it is no YAML any more");
  return found;
}

function retypeKey(key: string, expand: Expand): string {
  const { documents, problems } = readDocumentText(`${write(key, expand)}: 0\n`);
  const read = documents[0]?.object;
  const [found] = isJsonObject(read) ? Object.keys(read) : [];
  if (problems.length > 0 || found === undefined)
    throw new SubstitutionError("with its variables in place a key of it is no YAML any more");
  return found;
}

function write(text: string, expand: Expand = (same) => same): string {
  if (mayStandBare(text)) return expand(text);
  if (/[\p{Cc}\n]/u.test(text)) return `"${expand(JSON.stringify(text).slice(1, -1))}"`;
  return `'${expand(text.replaceAll("'", "''"))}'`;
}

function mayStandBare(text: string): boolean {
  return (
    !/^[#,[\]{}&*!|>'"%@`\s]/.test(text) &&
    !/^(?:---|\.\.\.)/.test(text) &&
    !/^[-?:](?:\s|$)/.test(text) &&
    !/:(?:\s|$)|\s#|\s$|\p{Cc}/u.test(text)
  );
}
