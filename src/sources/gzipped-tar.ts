import { gunzipSync } from "node:zlib";
import { messageOf } from "../errors.ts";

const blockSize = 512;

export type Unpacked =
  | { readonly status: "unpacked"; readonly files: ReadonlyMap<string, Uint8Array> }
  /** The end of a sentence that begins with the archive's name. */
  | { readonly status: "refused"; readonly reason: string };

type UnpackLimits = {
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Whether one slash may stand in front of a path, as OPA writes those of its bundles. */
  readonly rooted?: true;
};

/**
 * The files of a gzipped tar, by path. Everything is unpacked in memory and checked before any program sees it;
 * links and paths that lead out are refused.
 */
export function unpackGzippedTar(archive: Uint8Array, limits: UnpackLimits): Unpacked {
  const { maxBytes } = limits;
  let tar: Uint8Array;
  try {
    tar = gunzipSync(archive, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    if (tooLong) return refused(`unpacks to more than ${Math.ceil(maxBytes / 1024 / 1024)} MiB`);
    return refused(`is no gzip archive (${messageOf(error)})`);
  }
  try {
    return { status: "unpacked", files: readTar(tar, limits) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}

/** Thrown and caught in this file only. */
class Refusal extends Error {}

function refused(reason: string): Unpacked {
  return { status: "refused", reason };
}

/** POSIX ustar with the long names of pax and GNU. */
function readTar(tar: Uint8Array, { maxFiles, rooted }: UnpackLimits): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let longName: string | undefined;
  for (let at = 0; at + blockSize <= tar.length; ) {
    const header = tar.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) break;
    const size = sizeOf(header);
    const content = tar.subarray(at + blockSize, at + blockSize + size);
    if (content.length < size) throw new Refusal("ends in the middle of a file");
    at += blockSize + Math.ceil(size / blockSize) * blockSize;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "x") longName = paxPath(content) ?? longName;
    else if (type === "L") longName = textOf(content);
    else if (type === "0" || type === "\0" || type === "7") {
      files.set(pathWithin(longName ?? nameOf(header), rooted === true), content);
      longName = undefined;
    } else if (type === "1" || type === "2") throw new Refusal("holds links, and none is followed");
    else if (type !== "g") longName = undefined;
    if (files.size > maxFiles) throw new Refusal(`holds more than ${maxFiles} files`);
  }
  return files;
}

function sizeOf(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  // GNU writes large sizes in binary; nothing so large would get past the limit.
  if (((field[0] ?? 0) & 0x80) !== 0) throw new Refusal("holds a file that is too large");
  const text = textOf(field).trim();
  if (!/^[0-7]*$/.test(text)) throw new Refusal("is no tar archive");
  return text === "" ? 0 : Number.parseInt(text, 8);
}

function nameOf(header: Uint8Array): string {
  const isUstar = textOf(header.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : "";
  const name = textOf(header.subarray(0, 100));
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Records of `length key=value\n`; only the path matters here. */
function paxPath(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(Buffer.from(content).toString("utf8"))?.[1];
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
}

function pathWithin(name: string, rooted: boolean): string {
  const path = rooted ? name.replace(/^\//, "") : name;
  const segments = path.split("/");
  const leadsOut = path.startsWith("/") || path.includes("\\") || segments.includes("..") || /^[a-z]:/i.test(path);
  if (leadsOut) throw new Refusal("holds a path that leads out of it");
  return segments.filter((segment) => segment !== "" && segment !== ".").join("/");
}
