import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** A document of /openapi/v3 with no more than what judging manifests needs: its kinds, and what they refer to. */
type Reduced = { readonly text: string; readonly kinds: number };

/** Throws a sentence for what is no such document. */
export function reducedDocument(document: Json): Reduced {
  const components = isJsonObject(document) ? document.components : undefined;
  const schemas = isJsonObject(components) ? components.schemas : {};
  if (!isJsonObject(document) || !isJsonObject(schemas)) throw new Error("it is no OpenAPI v3 document");
  const kinds = Object.entries(schemas).filter(([, schema]) => isKind(schema));
  const kept = new Set<string>();
  for (const [name] of kinds) keep(name, schemas, kept);
  // One schema a line, so that what a new release of an operator changes is read in a diff.
  const rows = [...kept]
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(withoutWords(schemas[name] ?? null))}`);
  const head = JSON.stringify({ openapi: document.openapi ?? "3.0.0", info: document.info ?? {} });
  return { text: `${head.slice(0, -1)},"components":{"schemas":{\n${rows.join(",\n")}\n}}}\n`, kinds: kinds.length };
}

/** What can be applied: of one kind, with metadata of its own, and no list. */
function isKind(schema: Json): boolean {
  if (!isJsonObject(schema) || !isJsonObject(schema.properties)) return false;
  const kinds = schema["x-kubernetes-group-version-kind"];
  const [only] = isJsonArray(kinds) && kinds.length === 1 ? kinds : [];
  if (!isJsonObject(only) || schema.properties.metadata === undefined) return false;
  return !(String(only.kind).endsWith("List") && schema.properties.items !== undefined);
}

function keep(name: string, schemas: JsonObject, kept: Set<string>): void {
  if (kept.has(name) || schemas[name] === undefined) return;
  kept.add(name);
  for (const [, reference = ""] of JSON.stringify(schemas[name]).matchAll(
    /"\$ref":"#\/components\/schemas\/([^"]+)"/g,
  )) {
    keep(reference, schemas, kept);
  }
}

const words: ReadonlySet<string> = new Set(["description", "example", "externalDocs", "title"]);

/** A field may be called `description`; the word beside it is one. */
function withoutWords(schema: Json): Json {
  if (isJsonArray(schema)) return schema.map(withoutWords);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => !words.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, insideOf(key, value)]));
}

function insideOf(key: string, value: Json): Json {
  if (key === "default" || key === "enum") return value;
  if (key !== "properties" || !isJsonObject(value)) return withoutWords(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutWords(inner)]));
}
