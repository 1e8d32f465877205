import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeLiteral, type Literal } from "./literal.ts";

/** A value that a manifest writes out in `env` under a name that says it is secret. */
export type EnvironmentValue = {
  readonly name: string;
  readonly value: string;
  readonly literal: Exclude<Literal, "harmless">;
  /** JSON pointer into the object. */
  readonly pointer: string;
};

/** Every value of every `env` in the object that its name and its form tell to be secret. */
export function environmentValues(object: JsonObject): readonly EnvironmentValue[] {
  if (!hasEnvironment(object)) return [];
  const found: EnvironmentValue[] = [];
  rewriteEnvironment(object, "", (given) => {
    const literal = judgeEnvironmentValue(given.name, given.value);
    if (literal !== "harmless") found.push({ ...given, literal });
    return given.value;
  });
  return found;
}

/** The object with every secret value of its `env` replaced; placeholders stay, for a reader to recognise. */
export function replaceEnvironmentValues(object: JsonObject, replace: (value: string) => Json): JsonObject {
  if (!hasEnvironment(object)) return object;
  const written = rewriteEnvironment(object, "", ({ name, value }) =>
    judgeEnvironmentValue(name, value) === "plain" ? replace(value) : value,
  );
  return isJsonObject(written) ? written : object;
}

/** Whether a value may be read by everybody: what the name says last counts, so `SECRET_NAME` names a name. */
export function judgeEnvironmentValue(name: string, value: string): Literal {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (words.some((word) => harmlessWords.has(word)) || !isSecretNoun(last, words.at(-2))) return "harmless";
  const text = value.trim();
  if (isSetting.test(text) || isPlace.test(text)) return "harmless";
  // Passwords are made of anything; the others are no counts, and no names of the Secret that holds them.
  if (!passwords.has(last) && (/^\d+$/.test(text) || namesSecret.test(text))) return "harmless";
  // Templates that people fill in repeat the name: GOOGLE_API_KEY: GOOGLE_API_KEY_VAL.
  if (text.toLowerCase().startsWith(name.toLowerCase())) return "placeholder";
  return judgeLiteral(text);
}

const passwords: ReadonlySet<string> = new Set(["password", "passwd", "passphrase", "pwd", "pass", "passwords"]);
const nouns: ReadonlySet<string> = new Set([...passwords, "secret", "token", "credential", "credentials", "apikey"]);

/** Most keys are names in a map or public; these are not. */
const secretKeys: ReadonlySet<string> = new Set(
  "access account api app auth encryption hmac jwt license master private secret service session shared signing storage".split(
    " ",
  ),
);

/** What stands behind the noun and changes nothing about it. */
const trailing: ReadonlySet<string> = new Set(["value", "base64", "b64"]);

const harmlessWords: ReadonlySet<string> = new Set(["public", "pub", "max", "min", "allow", "require", "ttl"]);

const isSetting = /^(?:true|false|yes|no|on|off|enabled?|disabled?)$/i;

/** A file, a mounted folder, or an address without a password in it. */
const isPlace = /^(?:\.{0,2}\/[\w./@+-]+|file:\S+|[a-z][a-z0-9+.-]*:\/\/[^@\s]*)$/i;

const namesSecret = /^(?:[a-z0-9]+[-.])*(?:secrets?|credentials?|creds|tls|certs?|tokens?|keys?)$/;

function isSecretNoun(last: string, before: string | undefined): boolean {
  // Alone it is the shell's working directory.
  if (last === "pwd") return before !== undefined;
  return nouns.has(last) || (/^keys?$/.test(last) && before !== undefined && secretKeys.has(before));
}

/** `dbPassword`, `DB_PASSWORD_2` and `db-password` are the same words. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/(?<=\D)\d+$/, ""))
    .filter((word) => word !== "" && !/^\d+$/.test(word));
  const end = words.findLastIndex((word) => !trailing.has(word));
  return words.slice(0, end + 1);
}

/** Most objects have none, and to look costs less than to write anew. */
function hasEnvironment(value: Json): boolean {
  if (isJsonArray(value)) return value.some(hasEnvironment);
  if (!isJsonObject(value)) return false;
  for (const key in value) {
    const inner = value[key];
    if (key === "env" || (typeof inner === "object" && inner !== null && hasEnvironment(inner))) return true;
  }
  return false;
}

type Given = { readonly name: string; readonly value: string; readonly pointer: string };

function rewriteEnvironment(value: Json, pointer: string, write: (given: Given) => Json): Json {
  if (isJsonArray(value)) return value.map((each, index) => rewriteEnvironment(each, `${pointer}/${index}`, write));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const at = `${pointer}/${escapeKey(key)}`;
      return [key, key === "env" ? rewriteValues(each, at, write) : rewriteEnvironment(each, at, write)];
    }),
  );
}

/** The list that containers have, or the map that charts have for it. */
function rewriteValues(env: Json, pointer: string, write: (given: Given) => Json): Json {
  if (isJsonArray(env)) {
    return env.map((each, index) => {
      if (!isJsonObject(each) || typeof each.name !== "string" || !isScalar(each.value)) return each;
      const given = { name: each.name, value: String(each.value), pointer: `${pointer}/${index}/value` };
      return { ...each, value: kept(each.value, given, write) };
    });
  }
  if (!isJsonObject(env)) return env;
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const at = `${pointer}/${escapeKey(name)}`;
      if (isScalar(value)) return [name, kept(value, { name, value: String(value), pointer: at }, write)];
      return [name, rewriteEnvironment(value, at, write)];
    }),
  );
}

/** A number stays one unless it is replaced. */
function kept(value: Json, given: Given, write: (given: Given) => Json): Json {
  const written = write(given);
  return written === given.value ? value : written;
}

function isScalar(value: Json | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
