import { EvaluationFault } from "../faults.ts";
import { Opaque, type Value } from "../values.ts";
import { text } from "./arguments.ts";
import { functions } from "./overload.ts";

const [ipName, cidrName] = ["net.IP", "net.CIDR"];

class Address extends Opaque {
  readonly type = ipName;
  readonly bits: 32 | 128;
  readonly value: bigint;

  constructor(bits: 32 | 128, value: bigint) {
    super();
    this.bits = bits;
    this.value = value;
  }

  equals(other: Opaque): boolean {
    return other instanceof Address && other.bits === this.bits && other.value === this.value;
  }

  /** Whether it begins as another address of its family does. */
  isIn(network: string, length: number): boolean {
    const other = parseAddress(network);
    return other?.bits === this.bits && this.top(length) === other.top(length);
  }

  top(length: number): bigint {
    return this.value >> BigInt(this.bits - length);
  }

  toString(): string {
    if (this.bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (this.value >> shift) & 255n).join(".");
    const groups = Array.from({ length: 8 }, (_, at) => ((this.value >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
    return shortened(groups);
  }
}

class Network extends Opaque {
  readonly type = cidrName;
  readonly address: Address;
  readonly length: number;

  constructor(address: Address, length: number) {
    super();
    this.address = address;
    this.length = length;
  }

  equals(other: Opaque): boolean {
    return other instanceof Network && other.length === this.length && other.address.equals(this.address);
  }

  contains(other: Address): boolean {
    return other.bits === this.address.bits && other.top(this.length) === this.address.top(this.length);
  }

  masked(): Network {
    const { bits } = this.address;
    const shift = BigInt(bits - this.length);
    return new Network(new Address(bits, (this.address.value >> shift) << shift), this.length);
  }

  toString(): string {
    return `${this.address}/${this.length}`;
  }
}

/** k8s.io/apiserver/pkg/cel/library/ip.go and cidr.go */
export const network = functions(30, {
  [`ip(string): ${ipName}`]: ([a]) => addressOf(text(a)),
  "isIP(string): bool": ([a]) => parseAddress(text(a)) !== undefined,
  "ip::isCanonical(string): bool": ([a]) => addressOf(text(a)).toString() === text(a),
  [`string(${ipName}): string`]: ([a]) => address(a).toString(),
  [`${ipName}.family(): int`]: ([a]) => (address(a).bits === 32 ? 4n : 6n),
  [`${ipName}.isUnspecified(): bool`]: ([a]) => address(a).value === 0n,
  [`${ipName}.isLoopback(): bool`]: ([a]) => isLoopback(address(a)),
  [`${ipName}.isLinkLocalMulticast(): bool`]: ([a]) => {
    const given = address(a);
    // Of the second byte only the scope counts.
    return given.isIn("224.0.0.0", 24) || (given.bits === 128 && (given.top(16) & 0xff0fn) === 0xff02n);
  },
  [`${ipName}.isLinkLocalUnicast(): bool`]: ([a]) => isLinkLocal(address(a)),
  [`${ipName}.isGlobalUnicast(): bool`]: ([a]) => {
    const given = address(a);
    const isMulticast = given.isIn("224.0.0.0", 4) || given.isIn("ff00::", 8);
    const isBroadcast = given.bits === 32 && given.value === 0xffffffffn;
    return given.value !== 0n && !isBroadcast && !isMulticast && !isLoopback(given) && !isLinkLocal(given);
  },
  [`cidr(string): ${cidrName}`]: ([a]) => networkOf(text(a)),
  "isCIDR(string): bool": ([a]) => parseNetwork(text(a)) !== undefined,
  [`string(${cidrName}): string`]: ([a]) => net(a).toString(),
  [`${cidrName}.containsIP(string): bool`]: ([a, b]) => net(a).contains(addressOf(text(b))),
  [`${cidrName}.containsIP(${ipName}): bool`]: ([a, b]) => net(a).contains(address(b)),
  [`${cidrName}.containsCIDR(string): bool`]: ([a, b]) => containsNetwork(net(a), networkOf(text(b))),
  [`${cidrName}.containsCIDR(${cidrName}): bool`]: ([a, b]) => containsNetwork(net(a), net(b)),
  [`${cidrName}.ip(): ${ipName}`]: ([a]) => net(a).address,
  [`${cidrName}.prefixLength(): int`]: ([a]) => BigInt(net(a).length),
  [`${cidrName}.masked(): ${cidrName}`]: ([a]) => net(a).masked(),
});

function isLoopback(given: Address): boolean {
  return given.isIn("127.0.0.0", 8) || (given.bits === 128 && given.value === 1n);
}

function isLinkLocal(given: Address): boolean {
  return given.isIn("169.254.0.0", 16) || given.isIn("fe80::", 10);
}

function containsNetwork(one: Network, other: Network): boolean {
  return one.length <= other.length && one.contains(other.address);
}

function address(value: Value | undefined): Address {
  if (!(value instanceof Address)) throw new EvaluationFault("no such overload");
  return value;
}

function net(value: Value | undefined): Network {
  if (!(value instanceof Network)) throw new EvaluationFault("no such overload");
  return value;
}

function addressOf(written: string): Address {
  const found = parseAddress(written);
  if (found === undefined)
    throw new EvaluationFault(`IP Address "${written}" parse error during conversion from string`);
  return found;
}

function networkOf(written: string): Network {
  const found = parseNetwork(written);
  if (found === undefined) throw new EvaluationFault("network address parse error during conversion from string");
  return found;
}

/** As Go's net/netip, without zones and without IPv4 in IPv6. */
function parseAddress(written: string): Address | undefined {
  if (!written.includes(":")) {
    const value = parseFour(written);
    return value === undefined ? undefined : new Address(32, value);
  }
  const value = parseSix(written);
  // ::ffff:0:0/96 is IPv4 in disguise.
  return value === undefined || value >> 32n === 0xffffn ? undefined : new Address(128, value);
}

function parseFour(written: string): bigint | undefined {
  const parts = written.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseSix(written: string): bigint | undefined {
  const halves = written.split("::");
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map(groupsOf);
  if (before === undefined || (halves.length === 2 && after === undefined)) return undefined;
  const missing = 8 - before.length - (after?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  // Four bytes in dots stand only at the end.
  if (halves.length === 2 && (halves[0] ?? "").includes(".")) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0n), ...(after ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(half: string): readonly bigint[] | undefined {
  if (half === "") return [];
  const parts = half.split(":");
  const last = parts.at(-1) ?? "";
  const four = last.includes(".") ? parseFour(last) : undefined;
  const plain = four === undefined ? parts : parts.slice(0, -1);
  if (plain.some((part) => !/^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const groups = plain.map((part) => BigInt(`0x${part}`));
  return four === undefined ? groups : [...groups, four >> 16n, four & 0xffffn];
}

function parseNetwork(written: string): Network | undefined {
  const slash = written.lastIndexOf("/");
  if (slash < 0) return undefined;
  const [found, length] = [parseAddress(written.slice(0, slash)), written.slice(slash + 1)];
  if (found === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > found.bits) return undefined;
  return new Network(found, Number(length));
}

/** RFC 5952: the longest run of zeros is left out, the first of equal ones. */
function shortened(groups: readonly string[]): string {
  let [best, bestLength] = [-1, 1];
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === "0") length += 1;
    if (length > bestLength) [best, bestLength] = [start, length];
  }
  if (best < 0) return groups.join(":");
  return `${groups.slice(0, best).join(":")}::${groups.slice(best + bestLength).join(":")}`;
}
