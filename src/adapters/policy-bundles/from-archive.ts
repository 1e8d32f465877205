import { unpackGzippedTar } from "../../sources/gzipped-tar.ts";
import type { Archives } from "../remote/archives.ts";
import { authorization, download, RefusedError, type Source } from "../remote/download.ts";
import { sha256 } from "../remote/registry.ts";
import { limits } from "./limits.ts";

export type PinnedAt = { readonly url: string; readonly pin: string };

/** A gzipped tar over HTTP, as `opa build` and `git archive` make them, with exactly the digest that is pinned. */
export async function fromArchive({ url, pin }: PinnedAt, source: Source, archives: Archives) {
  const kept = await archives.read(pin);
  const archive =
    kept ?? (await download({ url, maxBytes: limits.downloadBytes, headers: authorization(url, source) }, source));
  const digest = sha256(archive);
  if (digest !== pin) throw new RefusedError(`what is there is not what is pinned: its digest is ${digest}.`);
  const files = unpack(archive);
  if (kept === undefined) await archives.write(pin, archive);
  return files;
}

/** The files of an archive. Throws `RefusedError` for what none may hold. */
export function unpack(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const unpacked = unpackGzippedTar(archive, { maxBytes: limits.unpackedBytes, maxFiles: limits.files, rooted: true });
  if (unpacked.status === "unpacked") return unpacked.files;
  throw new RefusedError(`the archive ${unpacked.reason}.`);
}
