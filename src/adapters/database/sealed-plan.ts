import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import type { StoredPlan } from "../../ports/stored-plans.ts";

/** As it is kept: the digest of a token, and what only that token opens. */
type SealedPlan = { readonly id: Buffer; readonly sealed: Buffer };

/** How the text inside is laid out. Another one is not read: the plan is asked for again with a command. */
const format = 1;

/** A plan's text, beyond which reading it would cost a server too much. */
const mostText = 64 * 1024 * 1024;

const cipher = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** A new token of 256 bits, and the plan sealed with it; undefined when it would be larger than `mostBytes`. */
export async function seal(
  plan: StoredPlan,
  mostBytes: number,
): Promise<(SealedPlan & { readonly token: string }) | undefined> {
  const text = Buffer.from(JSON.stringify({ format, plan }));
  if (text.length > mostText) return undefined;
  const packed = await promisify(zstdCompress)(text);
  if (packed.length > mostBytes) return undefined;
  // Of letters and digits that no Markdown and no address has to escape.
  const token = randomBytes(32).toString("hex");
  const nonce = randomBytes(nonceLength);
  const encryption = createCipheriv(cipher, keyOf(token), nonce);
  const body = Buffer.concat([encryption.update(packed), encryption.final()]);
  return { token, id: idOf(token), sealed: Buffer.concat([nonce, encryption.getAuthTag(), body]) };
}

/** The plan inside; undefined for what another version of the program laid out in another way. */
export async function unseal(sealed: Buffer, token: string): Promise<StoredPlan | undefined> {
  const decryption = createDecipheriv(cipher, keyOf(token), sealed.subarray(0, nonceLength));
  decryption.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
  const packed = Buffer.concat([decryption.update(sealed.subarray(nonceLength + tagLength)), decryption.final()]);
  const text = await promisify(zstdDecompress)(packed, { maxOutputLength: mostText });
  const kept = JSON.parse(text.toString()) as { readonly format: number; readonly plan: StoredPlan };
  return kept.format === format ? kept.plan : undefined;
}

/** What the row is found by: the token cannot be told from it. */
export function idOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync("sha256", token, "", "fairlead plan", 32));
}
