import { createHmac, timingSafeEqual } from "node:crypto";
import { TermObject, termText } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";
import { parseJson } from "./json-text.ts";

/** Tokens as they can be read and checked without certificates, keys and a clock. */
export const jwt: Readonly<Record<string, Builtin>> = {
  "io.jwt.decode": (token) => {
    const { header, payload, signature } = partsOf(text(token));
    const [head, body] = [header, payload].map((part) => parseJson(decode(part).toString()));
    if (!(head instanceof TermObject && body instanceof TermObject)) throw new Undefined();
    return `[${termText(head)},${termText(body)},${json(decode(signature).toString("hex"))}]`;
  },
  "io.jwt.verify_hs256": verify("sha256"),
  "io.jwt.verify_hs384": verify("sha384"),
  "io.jwt.verify_hs512": verify("sha512"),
};

function verify(hash: string): Builtin {
  return (token, secret) => {
    const { header, payload, signature } = partsOf(text(token));
    const wanted = createHmac(hash, text(secret)).update(`${header}.${payload}`).digest();
    const given = decode(signature);
    return json(given.length === wanted.length && timingSafeEqual(given, wanted));
  };
}

function partsOf(token: string) {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (token.split(".").length !== 3 || rest.length > 0) throw new Undefined();
  return { header, payload, signature };
}

/** Base64 for URLs, with its padding or without. */
function decode(part: string): Buffer {
  const bare = part.replace(/={1,2}$/, "");
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1) throw new Undefined();
  return Buffer.from(bare, "base64url");
}
