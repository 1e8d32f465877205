import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** As OPA reads a UUID: in its plain form, without dashes, in braces, or as a URN. */
export const uuid: Readonly<Record<string, Builtin>> = {
  "uuid.parse": (value) => {
    const bytes = parse(text(value));
    const [version, variant] = [(bytes[6] ?? 0) >> 4, variantOf(bytes[8] ?? 0)];
    const plain = json({ version, variant, ...(version === 1 || version === 2 ? madeBy(bytes, version) : {}) });
    return version === 1 || version === 2 ? `{"time":${timeOf(bytes)},${plain.slice(1)}` : plain;
  },
};

function parse(written: string): Buffer {
  const bare = written.replace(/^urn:uuid:/i, "").replace(/^\{(.*)\}$/, "$1");
  const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  if (!dashed.test(bare) && !/^[0-9a-f]{32}$/i.test(written)) throw new Undefined();
  return Buffer.from(bare.replaceAll("-", ""), "hex");
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return "RFC4122";
  if ((byte & 0xe0) === 0xc0) return "Microsoft";
  return (byte & 0xe0) === 0xe0 ? "Future" : "Reserved";
}

/** Nanoseconds since 1970, made of what counts in steps of 100 since October 15th, 1582; with Go's overflow. */
function timeOf(bytes: Buffer): bigint {
  const high = BigInt(bytes.readUInt16BE(6) & 0xfff) << 48n;
  const steps = BigInt(bytes.readUInt32BE(0)) | (BigInt(bytes.readUInt16BE(4)) << 32n) | high;
  return BigInt.asIntN(64, (steps - 122_192_928_000_000_000n) * 100n);
}

/** What UUIDs of the first two versions tell of where they were made. */
function madeBy(bytes: Buffer, version: number): Readonly<Record<string, unknown>> {
  const node = bytes.subarray(10);
  const address = [...node].map((byte) => byte.toString(16).padStart(2, "0")).join("-");
  const macvariables = `${(node[0] ?? 0) & 2 ? "local" : "global"}:${(node[0] ?? 0) & 1 ? "multicast" : "unicast"}`;
  const clock = { clocksequence: bytes.readUInt16BE(8) & 0x3fff, nodeid: address, macvariables };
  if (version === 2)
    return { ...clock, id: bytes.readUInt32BE(0), domain: domains[bytes[9] ?? 0] ?? `Domain${bytes[9]}` };
  return clock;
}

const domains = ["Person", "Group", "Org"];
