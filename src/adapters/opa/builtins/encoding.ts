import { parse, stringify } from "yaml";
import { termToJsonText } from "../term.ts";
import { type Builtin, json, plain, text, texts, Undefined } from "./builtin.ts";

export const encoding: Readonly<Record<string, Builtin>> = {
  "base64url.encode_no_pad": (value) => json(Buffer.from(text(value)).toString("base64url")),
  "hex.encode": (value) => json(Buffer.from(text(value)).toString("hex")),
  "hex.decode": (value) => {
    const digits = text(value);
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) throw new Undefined();
    return json(Buffer.from(digits, "hex").toString());
  },
  "yaml.is_valid": (value) => json(typeof value === "string" && isYaml(value)),
  "yaml.unmarshal": (value) => json(parse(text(value), { schema: "yaml-1.1" }) ?? null),
  "yaml.marshal": (value) =>
    json(
      stringify(value === undefined ? null : JSON.parse(termToJsonText(value)), {
        sortMapEntries: true,
        indentSeq: false,
      }),
    ),
  "urlquery.encode": (value) => json(encodeQuery(text(value))),
  "urlquery.decode": (value) => json(decodeQuery(text(value))),
  "urlquery.encode_object": (value) => {
    const object = plain(value);
    if (typeof object !== "object" || object === null) throw new Undefined();
    const pairs = Object.entries(object)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, given]) =>
        texts(typeof given === "string" ? given : Array.isArray(given) ? given.map(String).toSorted() : undefined).map(
          (one) => `${encodeQuery(key)}=${encodeQuery(one)}`,
        ),
      );
    return json(pairs.join("&"));
  },
  "urlquery.decode_object": (value) => {
    const found = new Map<string, string[]>();
    for (const pair of text(value).split("&").filter(Boolean)) {
      const [key = "", ...rest] = pair.split("=");
      const name = decodeQuery(key);
      found.set(name, [...(found.get(name) ?? []), decodeQuery(rest.join("="))]);
    }
    return json(Object.fromEntries(found));
  },
};

function isYaml(value: string): boolean {
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}

/** As Go's url.QueryEscape. */
function encodeQuery(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function decodeQuery(value: string): string {
  return decodeURIComponent(value.replaceAll("+", " "));
}
