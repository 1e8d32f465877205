import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** Words of messages that are fields of almost every object, and say nothing about the place. */
const everywhere = new Set(["apiVersion", "kind", "metadata", "spec", "name", "template", "data", "status", "type"]);

/**
 * The JSON pointer of the field a message is about, as far as it names one: a path such as
 * `spec.replicas`, else the container it names, and in it the field it names. "" when it names nothing.
 */
export function pointerFromMessage(message: string, object: JsonObject): string {
  const written = writtenPath(message, object);
  if (written !== undefined) return written;
  const words = new Set(message.match(/[A-Za-z0-9][\w./-]*/g)?.map((word) => word.replace(/[.:]+$/, "")) ?? []);
  const container = find(
    object,
    "",
    (path, value) => /\/(?:init|ephemeral)?[cC]ontainers\/\d+$/.test(path) && namedIn(value, words),
  );
  const within = container === undefined ? object : valueAt(object, container);
  const field = find(within ?? object, container ?? "", (path) => {
    const key = path.slice(path.lastIndexOf("/") + 1);
    return key.length > 3 && !everywhere.has(key) && !/^\d+$/.test(key) && words.has(key);
  });
  return field ?? container ?? "";
}

function namedIn(value: Json, words: ReadonlySet<string>): boolean {
  const name = isJsonObject(value) ? value.name : undefined;
  return typeof name === "string" && words.has(name);
}

/** A dotted path from the object's root, taken as far as it exists. */
function writtenPath(message: string, object: JsonObject): string | undefined {
  for (const [text] of message.matchAll(/\b[a-zA-Z]\w*(?:\.\w+|\[\d+\])+/g)) {
    const steps = text.split(/[.[\]]+/).filter(Boolean);
    const pointer = `/${steps.join("/")}`;
    if (valueAt(object, pointer) !== undefined) return pointer;
  }
  return undefined;
}

/** Breadth first: the field nearest to the root. */
function find(root: Json, at: string, wanted: (path: string, value: Json) => boolean): string | undefined {
  let level: readonly (readonly [string, Json])[] = [[at, root]];
  while (level.length > 0) {
    const next = level.flatMap(([path, value]) =>
      entriesOf(value).map(([key, inner]) => [`${path}/${escapeToken(key)}`, inner] as const),
    );
    const found = next.find(([path, value]) => wanted(path, value));
    if (found !== undefined) return found[0];
    level = next;
  }
  return undefined;
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  if (isJsonArray(value)) return value.map((item, index) => [String(index), item]);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function valueAt(object: Json, pointer: string): Json | undefined {
  let value: Json | undefined = object;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isJsonArray(value)) value = value[Number(key)];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function escapeToken(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
