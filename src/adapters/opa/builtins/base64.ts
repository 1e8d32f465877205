import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** As Go's encoding/base64: line breaks are skipped, and what is not padded is no base64. */
export const base64: Readonly<Record<string, Builtin>> = {
  "base64.encode": (value) => json(Buffer.from(text(value)).toString("base64")),
  "base64.decode": (value) => json(decode(text(value), standard)),
  "base64.is_valid": (value) => json(typeof value === "string" && standard.test(withoutBreaks(value))),
  "base64url.encode": (value) => json(padded(Buffer.from(text(value)).toString("base64url"))),
  "base64url.encode_no_pad": (value) => json(Buffer.from(text(value)).toString("base64url")),
  // Also without its padding, as RFC 7515, appendix C, has it.
  "base64url.decode": (value) => {
    const given = text(value);
    return json(decode(given.endsWith("=") ? given : padded(given), url));
  },
  "hex.encode": (value) => json(Buffer.from(text(value)).toString("hex")),
  "hex.decode": (value) => {
    const digits = text(value);
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) throw new Undefined();
    return json(Buffer.from(digits, "hex").toString());
  },
};

const standard = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const url = /^(?:[\w-]{4})*(?:[\w-]{2}==|[\w-]{3}=)?$/;

function decode(value: string, alphabet: RegExp): string {
  const given = withoutBreaks(value);
  if (!alphabet.test(given)) throw new Undefined();
  return Buffer.from(given, "base64").toString();
}

function withoutBreaks(value: string): string {
  return value.replace(/[\r\n]/g, "");
}

function padded(value: string): string {
  return value + "=".repeat((4 - (Buffer.byteLength(value) % 4)) % 4);
}
