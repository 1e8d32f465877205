import { EVENT_ID, SCALAR_STYLE } from "js-yaml";
import { parse as parseToml } from "smol-toml";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { compose } from "../../sources/compose.ts";
import { parseYaml } from "../../sources/parse-yaml.ts";
import { parseIni } from "./ini.ts";
import { sameJson } from "./same-json.ts";

/** What a text inside a manifest is written in. */
type DocumentFormat = "json" | "yaml" | "toml" | "ini" | "unknown";

/**
 * The format of a text at this place, where applications read the text and not the file's every byte: keys of
 * a ConfigMap by their ending, JSON in annotations of the object itself, Helm values inside Argo CD's objects.
 * Not a pod template's annotations: another spelling there starts new pods.
 */
export function documentFormat(object: JsonObject, steps: readonly string[]): DocumentFormat | undefined {
  if (object.kind === "ConfigMap" && object.apiVersion === "v1" && steps[0] === "data" && steps.length === 2) {
    return formatOfName(steps[1] ?? "");
  }
  if (steps.length === 3 && steps[0] === "metadata" && steps[1] === "annotations") return "json";
  if (steps.at(-1) === "values" && steps.at(-2) === "helm" && String(object.apiVersion).startsWith("argoproj.io/")) {
    return "yaml";
  }
  return undefined;
}

/** Without an ending the text says what it is; another ending is nothing we read. */
function formatOfName(name: string): DocumentFormat | undefined {
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending === undefined ? "unknown" : endings[ending];
}

const endings: Readonly<Record<string, DocumentFormat>> = {
  json: "json",
  yaml: "yaml",
  yml: "yaml",
  toml: "toml",
  ini: "ini",
  cfg: "ini",
  cnf: "ini",
  conf: "ini",
  properties: "ini",
  env: "ini",
};

/** Longer texts are compared as texts: parsing them costs more than it tells. */
const longest = 512 * 1024;

/** Content of two texts that can be compared, or undefined when either is not what its place says. */
export function readDocuments(
  before: string,
  after: string,
  format: DocumentFormat,
): { readonly before: Json; readonly after: Json } | undefined {
  if (before.length > longest || after.length > longest) return undefined;
  const old = readDocument(before, format);
  const next = old && readDocument(after, format);
  // What other readers may take for something else has to be the very same, or the text is shown.
  if (old === undefined || next === undefined || !sameJson([...old.uncertain], [...next.uncertain])) return undefined;
  return { before: old.content, after: next.content };
}

/** Allows that many characters to be read in all, and no text more. */
export function createReadingLimit(most: number): (length: number) => boolean {
  let left = most;
  return (length) => {
    left -= length;
    return left >= 0;
  };
}

type Reading = { readonly content: Json; readonly uncertain: readonly string[] };

function readDocument(text: string, format: DocumentFormat): Reading | undefined {
  try {
    const reading = readers[format](text);
    return reading !== undefined && isStructured(reading.content) && isShallow(reading.content, deepest)
      ? reading
      : undefined;
  } catch {
    return undefined;
  }
}

const readers = {
  json: readJson,
  yaml: readYaml,
  toml: (text: string) => ({ content: plain(parseToml(text, { integersAsBigInt: "asNeeded" })), uncertain: [] }),
  ini: (text: string) => {
    const content = parseIni(text);
    return content && { content, uncertain: [] };
  },
  unknown: (text: string) =>
    /^\s*[[{]/.test(text) ? readJson(text) : text.includes("\n") ? readYaml(text) : undefined,
} satisfies Record<DocumentFormat, (text: string) => Reading | undefined>;

function isStructured(content: Json): boolean {
  return isJsonObject(content) || isJsonArray(content);
}

/** Nobody nests deeper; a text made to exhaust the stack does. */
const deepest = 100;

function isShallow(value: Json, left: number): boolean {
  if (left === 0) return false;
  if (isJsonArray(value)) return value.every((each) => isShallow(each, left - 1));
  return !isJsonObject(value) || Object.values(value).every((each) => isShallow(each, left - 1));
}

/** Numbers that JavaScript cannot hold would make different ones equal. */
function readJson(text: string): Reading | undefined {
  if (/\d{16}|\d[eE]/.test(text)) return undefined;
  const content: Json = JSON.parse(text);
  return { content, uncertain: [] };
}

/**
 * YAML as Kubernetes reads it. Plain words and numbers that others read otherwise (`yes`, `0755`, `1:30`), and
 * numbers that are not written as they are printed (`1.10`), are handed back beside it.
 */
function readYaml(text: string): Reading | undefined {
  const { documents, problems } = compose(text);
  if (problems.length > 0) return undefined;
  const contents = documents.filter(({ empty }) => !empty).map(({ value }) => value);
  return { content: contents.length === 1 ? (contents[0] ?? null) : contents, uncertain: uncertainScalars(text) };
}

function uncertainScalars(text: string): readonly string[] {
  const parsed = parseYaml(text);
  if (parsed.problem !== undefined) return [];
  const found = parsed.events.flatMap((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return [];
    if (event.tagStart >= 0) return [parsed.text.slice(event.tagStart, event.tagEnd)];
    if (event.style !== SCALAR_STYLE.PLAIN) return [];
    const source = parsed.text.slice(event.valueStart, event.valueEnd);
    return isUncertain(source) ? [source] : [];
  });
  return found.sort();
}

function isUncertain(source: string): boolean {
  if (/^(?:y|n|yes|no|on|off)$/i.test(source)) return true;
  if (!/^[-+]?[\d.][-+\d_:.,xobeE]*$/.test(source)) return false;
  return String(Number(source)) !== source && !/\..*\./.test(source);
}

/** Dates and large numbers of TOML as text; everything else is JSON already. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
