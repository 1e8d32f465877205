import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { judgeEnvironmentValue } from "./environment-values.ts";
import type { Literal } from "./literal.ts";

/** A value that a configuration writes out under a name that says it is secret. */
export type ConfigurationLiteral = {
  readonly name: string;
  readonly value: string;
  readonly literal: Exclude<Literal, "harmless">;
  /** JSON pointer into the configuration. */
  readonly pointer: string;
};

/** Every value that is written out, in a file of Terraform's or in its variables, where a secret belongs. */
export function secretLiterals(configuration: JsonObject): readonly ConfigurationLiteral[] {
  const found: ConfigurationLiteral[] = [];
  rewrite(configuration, { name: "", pointer: "", secret: false }, (literal) => {
    found.push(literal);
    return literal.value;
  });
  return found;
}

/** The configuration with every one of them replaced; placeholders stay, for a reader to recognise. */
export function hideLiterals(configuration: JsonObject, text: string): JsonObject {
  const hidden = rewrite(configuration, { name: "", pointer: "", secret: false }, ({ literal, value }) =>
    literal === "plain" ? text : value,
  );
  return isJsonObject(hidden) ? hidden : configuration;
}

/** `secret`: what is written here is declared to be one, whatever it is called. */
type Place = { readonly name: string; readonly pointer: string; readonly secret: boolean };

function rewrite(value: Json, place: Place, write: (literal: ConfigurationLiteral) => Json): Json {
  if (isJsonArray(value))
    return value.map((each, index) => rewrite(each, { ...place, pointer: `${place.pointer}/${index}` }, write));
  if (isJsonObject(value)) return rewriteMap(value, place, write);
  if (typeof value !== "string" || /[$%]\{/.test(value)) return value;
  const literal = judgeEnvironmentValue(place.secret ? "secret" : secretNameOf(place.name), value);
  return literal === "harmless" ? value : write({ name: place.name, value, literal, pointer: place.pointer });
}

function rewriteMap(map: JsonObject, place: Place, write: (literal: ConfigurationLiteral) => Json): Json {
  const isVariable = /^\/variable\/[^/]+(?:\/\d+)?$/.test(place.pointer);
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      const pointer = `${place.pointer}/${escapeKey(key)}`;
      // The default of a variable is its value; the other arguments only speak of it.
      const name = isVariable ? (key === "default" ? place.name : "") : key;
      const secret = isVariable ? key === "default" && map.sensitive === true : place.secret;
      return [key, rewrite(value, { name, pointer, secret }, write)];
    }),
  );
}

/** What some providers call the secret itself, where the last word is not the noun. */
function secretNameOf(name: string): string {
  return /(?:^|_)secret_(?:string|data|binary|text)$/.test(name) ? "secret" : name;
}
