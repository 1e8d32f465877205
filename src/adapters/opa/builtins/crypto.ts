import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type Builtin, json, text } from "./builtin.ts";

const hash =
  (name: string): Builtin =>
  (value) =>
    json(createHash(name).update(text(value)).digest("hex"));

const hmac =
  (name: string): Builtin =>
  (value, key) =>
    json(createHmac(name, text(key)).update(text(value)).digest("hex"));

export const crypto: Readonly<Record<string, Builtin>> = {
  "crypto.md5": hash("md5"),
  "crypto.sha1": hash("sha1"),
  "crypto.sha256": hash("sha256"),
  "crypto.hmac.md5": hmac("md5"),
  "crypto.hmac.sha1": hmac("sha1"),
  "crypto.hmac.sha256": hmac("sha256"),
  "crypto.hmac.sha512": hmac("sha512"),
  "crypto.hmac.equal": (a, b) => {
    const [one, other] = [Buffer.from(text(a)), Buffer.from(text(b))];
    return json(one.length === other.length && timingSafeEqual(one, other));
  },
};
