import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey, keysOf, unescapeKey } from "../../domain/json-pointer.ts";
import type { Denial } from "../../ports/policies.ts";
import { pathsIn } from "./written-path.ts";

/** Words of messages that are fields of many objects, and say nothing about the place. */
const everywhere = new Set(
  "apiVersion kind metadata spec name template data status type path value host port".split(" "),
);

/** What is read of a message, how many paths it may name, and how far an object is searched: both are the author's. */
const most = { characters: 2_000, paths: 8, fields: 5_000 };

/** So many messages about one object are looked into; nobody reads more of them, and each costs a search. */
const mostMessages = 200;

/** The pointer that a rule gives, or that of the field its message names; remembers what was looked for. */
export function pointersIn(object: JsonObject): (said: Pick<Denial, "pointer" | "message">) => string {
  const known = new Map<string, string>();
  return ({ pointer, message }) => {
    if (pointer !== null) return pointer;
    const found = known.get(message) ?? (known.size < mostMessages ? pointerFromMessage(message, object) : "");
    known.set(message, found);
    return found;
  };
}

/**
 * The JSON pointer of the field a message is about, as far as it names one. In this order: a path that leads
 * somewhere, such as `spec.replicas`; then, in the container it names or else anywhere, a path from there, a value
 * such as an image, something with a name such as a port or a variable, a field; then what there is of a path
 * whose end is missing, or the labels it misses one of; then the container itself. "" when it names nothing.
 */
export function pointerFromMessage(whole: string, object: JsonObject): string {
  const message = whole.slice(0, most.characters);
  const paths = pathsIn(message).slice(0, most.paths);
  const fromRoot = paths.map((path) => follow(object, path)).find(({ isWhole }) => isWhole);
  if (fromRoot !== undefined) return fromRoot.pointer;
  const words = wordsOf(message);
  const container = containerOf(object, message, words);
  const scope: Scope = { at: container ?? "", value: container === undefined ? object : valueAt(object, container) };
  return (
    pathWithin(scope, paths, "whole") ??
    pathWithin({ at: "", value: object }, paths, "whole") ??
    placeOfValue(scope, words) ??
    placeOfNamed(scope, words, message) ??
    placeOfField(scope, words) ??
    pathWithin(scope, paths, "partial") ??
    labelsOf(object, message) ??
    container ??
    ""
  );
}

type Scope = { readonly at: string; readonly value: Json };

/** Images and hosts have colons, slashes and dots within; what stands around a word is none of it. */
function wordsOf(message: string): ReadonlySet<string> {
  const tokens = message.match(/\/?[A-Za-z0-9_][\w./:@-]*/g)?.map((word) => word.replace(/[.:/-]+$/, "")) ?? [];
  return new Set(tokens.flatMap((token) => [token, ...token.split(":")]));
}

const containerPath = /\/(?:init|ephemeral)?[cC]ontainers\/\d+$/;

/** Behind the word `container` a name counts before names that stand anywhere. */
function containerOf(object: JsonObject, message: string, words: ReadonlySet<string>): string | undefined {
  const said = /\bcontainers?\b[\s:]*[[("'`<]?\s*([A-Za-z0-9][\w.-]*)/i.exec(message)?.[1]?.replace(/[.-]+$/, "");
  const named = (wanted: (name: string) => boolean) =>
    find(object, "", (path, value) => containerPath.test(path) && wanted(nameOf(value)));
  return named((name) => name === said) ?? named((name) => words.has(name));
}

/** A value that is written out and is no plain word, such as an image, a host or a path. */
function placeOfValue({ at, value }: Scope, words: ReadonlySet<string>): string | undefined {
  return find(value, at, (path, inner) => {
    const isOwnName = /^\/metadata\/(?:name|namespace)$/.test(path) || path === "/apiVersion";
    return typeof inner === "string" && /[./:@]/.test(inner) && words.has(inner) && !isOwnName;
  });
}

/** A port by its number, or an item of a list by its name, and in it the field that is named too. */
function placeOfNamed({ at, value }: Scope, words: ReadonlySet<string>, message: string): string | undefined {
  const port = /\bport\b[^\d]{0,12}(\d{1,5})\b/i.exec(message)?.[1];
  const placeOfPort =
    port && find(value, at, (path, inner) => /(?:^|[a-z])port$/i.test(keyOf(path)) && String(inner) === port);
  if (placeOfPort) return placeOfPort;
  const item = find(value, at, (path, inner) => /^\d+$/.test(keyOf(path)) && words.has(nameOf(inner)));
  if (item === undefined || item === at) return undefined;
  return placeOfField({ at: item, value: valueAt(value, item.slice(at.length)) }, words) ?? item;
}

/** Fields with a capital inside are no words that a sentence would have by itself, so they count first. */
function placeOfField({ at, value }: Scope, words: ReadonlySet<string>): string | undefined {
  const named = (wanted: (key: string) => boolean) =>
    find(value, at, (path) => {
      const key = keyOf(path);
      return key.length > 3 && !everywhere.has(key) && !/^\d+$/.test(key) && words.has(key) && wanted(key);
    });
  return named((key) => /[a-z][A-Z]|[./]/.test(key)) ?? named(() => true);
}

/** The path from wherever its first step exists, nearest to the root; or as much of it as there is. */
function pathWithin(
  { at, value }: Scope,
  paths: readonly (readonly string[])[],
  much: "whole" | "partial",
): string | undefined {
  for (const path of paths) {
    const places = everyPlace(value).map(([place, inner]) => ({ place, ...follow(inner, path) }));
    const whole = places.find(({ isWhole }) => isWhole);
    if (whole !== undefined) return at + whole.place + whole.pointer;
    if (much === "whole") continue;
    const longest = places.reduce((best, one) => (one.steps > best.steps ? one : best));
    if (longest.steps > 0) return at + longest.place + longest.pointer;
  }
  return undefined;
}

function labelsOf(object: JsonObject, message: string): string | undefined {
  const kind = /\b(label|annotation)s?\b/i.exec(message)?.[1]?.toLowerCase();
  return ["/metadata", ""]
    .map((parent) => (kind === undefined ? undefined : parent && `${parent}/${kind}s`))
    .concat(kind && "/metadata")
    .find((pointer) => pointer && valueAt(object, pointer) !== null);
}

/** How far a path leads: steps are keys, indexes, or the names of a list's items. */
function follow(root: Json, path: readonly string[]) {
  let [value, pointer, steps] = [root, "", 0];
  for (const step of path) {
    const key = keyIn(value, step);
    if (key === undefined) break;
    value = valueAt(value, `/${escapeKey(key)}`);
    pointer += `/${escapeKey(key)}`;
    steps += 1;
  }
  return { pointer, steps, isWhole: steps === path.length };
}

function keyIn(value: Json, step: string): string | undefined {
  if (isJsonObject(value)) return Object.hasOwn(value, step) ? step : undefined;
  if (!isJsonArray(value)) return undefined;
  if (/^\d+$/.test(step)) return Number(step) < value.length ? step : undefined;
  const at = value.findIndex((item) => nameOf(item) === step);
  return at < 0 ? undefined : String(at);
}

function nameOf(value: Json): string {
  return isJsonObject(value) && typeof value.name === "string" ? value.name : "";
}

function keyOf(path: string): string {
  return unescapeKey(path.slice(path.lastIndexOf("/") + 1));
}

/** Breadth first: the field nearest to the root. */
function find(root: Json, at: string, wanted: (path: string, value: Json) => boolean): string | undefined {
  for (const [path, value] of everyField(root, at)) if (wanted(path, value)) return path;
  return undefined;
}

/** The value itself, and everything in it that holds something. */
function everyPlace(root: Json): readonly (readonly [string, Json])[] {
  return [["", root], ...[...everyField(root, "")].filter(([, value]) => typeof value === "object")];
}

function* everyField(root: Json, at: string): Iterable<readonly [string, Json]> {
  const around: (readonly [string, Json])[] = [[at, root]];
  let left = most.fields;
  for (const [path, value] of around) {
    for (const [key, inner] of entriesOf(value)) {
      if (left === 0) return;
      left -= 1;
      const field = [`${path}/${escapeKey(key)}`, inner] as const;
      yield field;
      if (typeof inner === "object" && inner !== null) around.push(field);
    }
  }
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  if (isJsonArray(value)) return value.map((item, index) => [String(index), item]);
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** Null where there is nothing. */
function valueAt(object: Json, pointer: string): Json {
  let value: Json | undefined = object;
  for (const key of keysOf(pointer)) {
    if (isJsonArray(value)) value = value[Number(key)];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return null;
  }
  return value ?? null;
}
