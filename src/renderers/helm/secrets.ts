import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { readDocuments } from "../../sources/documents.ts";
import { everyChart } from "./chart.ts";
import type { GivenValues } from "./values.ts";

/** Keys whose values nobody should read in a message. */
const secretKey =
  /pass(?:word|wd|phrase)?|secret|token|credential|private|api[-_]?key|access[-_]?key|auth|dsn|connection/i;

const hidden = "•••";

/**
 * A message without what Helm, or the author of a template, copied into it of values that are secrets by
 * their name, and without whole values that Go prints.
 */
export function withoutSecrets(message: string, given: GivenValues): string {
  const plain = message
    .replaceAll(/map\[[\s\S]*\](?=$|[\s:;,.)>"'])/g, "map[…]")
    .replaceAll(/!!\w+ `[^`]*`/g, "a value")
    .replaceAll(/(?:cannot unmarshal|decode) \S+ .*? into/g, "cannot read a value into");
  return secretsOf(given).reduce((text, secret) => text.replaceAll(secret, hidden), plain);
}

function secretsOf({ root, layers, parameters }: GivenValues): readonly string[] {
  const found = new Set<string>();
  const files = [...everyChart(root)].flatMap(({ chart }) => chart.files.get("values.yaml") ?? []);
  for (const bytes of [...layers.map((layer) => layer.bytes), ...files]) {
    for (const { object } of readDocuments(bytes).documents) collect(object, false, found);
  }
  for (const { name, value } of parameters) if (secretKey.test(name)) found.add(value);
  // The longest first: one secret may hold another.
  return [...found].filter((secret) => secret.length >= 4).toSorted((a, b) => b.length - a.length);
}

function collect(value: Json, isSecret: boolean, found: Set<string>): void {
  if (isJsonArray(value)) for (const one of value) collect(one, isSecret, found);
  else if (isJsonObject(value))
    for (const [key, one] of Object.entries(value)) collect(one, isSecret || secretKey.test(key), found);
  else if (isSecret && value !== null && typeof value !== "boolean") {
    const text = String(value);
    for (const each of [text, Buffer.from(text).toString("base64"), ...text.split("\n")]) found.add(each);
  }
}
