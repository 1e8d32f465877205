import { areEqual, isArray, Numeral, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, json, text, Undefined, Unsupported } from "./builtin.ts";

/** Networks of IPv4 and IPv6. */
export const cidr: Readonly<Record<string, Builtin>> = {
  "net.cidr_is_valid": (value) => json(typeof value === "string" && parseNetwork(value) !== undefined),
  "net.cidr_contains": (network, other) => json(contains(networkOf(text(network)), text(other))),
  "net.cidr_overlap": (network, other) => json(contains(networkOf(text(network)), text(other))),
  "net.cidr_intersects": (one, other) => {
    const [a, b] = [networkOf(text(one)), networkOf(text(other))];
    return json(a.bits === b.bits && a.first <= b.last && b.first <= a.last);
  },
  "net.cidr_expand": (value) => {
    const { bits, first, last } = networkOf(text(value));
    if (last - first > most) throw new Unsupported(`${value} has more addresses than can be listed.`);
    const addresses = Array.from({ length: Number(last - first) + 1 }, (_, at) =>
      addressText(bits, first + BigInt(at)),
    );
    return termText(new TermSet(addresses));
  },
  "net.cidr_merge": (values) => {
    const members = values instanceof TermSet ? values.members : values;
    if (members === undefined || !isArray(members)) throw new Undefined();
    const networks = members.map((member) => parseNetwork(text(member)) ?? defaultNetworkOf(text(member)));
    const merged = [32, 128].flatMap((bits) => merge(networks.filter((network) => network.bits === bits)));
    return termText(new TermSet([...new Set(merged)]));
  },
  "net.cidr_contains_matches": (networks, others) => {
    const found = candidates(networks).flatMap(([network, index]) =>
      candidates(others)
        .filter(([other]) => contains(networkOf(network), other))
        .map(([, otherIndex]) => [index, otherIndex]),
    );
    return termText(new TermSet(found.filter((pair, at) => found.findIndex((other) => areEqual(other, pair)) === at)));
  },
};

const most = 1n << 17n;

/** From the first address to the last, both part of it. */
type Network = { readonly bits: number; readonly first: bigint; readonly last: bigint };

type Address = { readonly bits: number; readonly value: bigint };

function networkOf(written: string): Network {
  const network = parseNetwork(written);
  if (network === undefined) throw new Undefined();
  return network;
}

function parseNetwork(written: string): Network | undefined {
  const [address = "", length = "", ...rest] = written.split("/");
  const parsed = rest.length === 0 && /^\d{1,6}$/.test(length) ? parseAddress(address) : undefined;
  if (parsed === undefined || Number(length) > parsed.bits) return undefined;
  return inVersion4(networkAround(parsed, Number(length)));
}

function networkAround({ bits, value }: Address, length: number): Network {
  const size = 1n << BigInt(bits - length);
  const first = value - (value % size);
  return { bits, first, last: first + size - 1n };
}

/** Go takes an IPv4 address without a length for the network of its class; IPv6 has no classes. */
function defaultNetworkOf(written: string): Network {
  const address = parseAddress(written);
  const plain = address && inVersion4({ ...address, first: address.value, last: address.value });
  if (plain?.bits !== 32) throw new Undefined();
  const top = plain.first >> 24n;
  return networkAround({ bits: 32, value: plain.first }, top < 128n ? 8 : top < 192n ? 16 : 24);
}

const mapped = 0xffffn;

/** Networks within ::ffff:0:0/96 are IPv4's. */
function inVersion4({ bits, first, last }: Network): Network {
  if (bits === 32 || first >> 32n !== mapped || last >> 32n !== mapped) return { bits, first, last };
  return { bits: 32, first: BigInt.asUintN(32, first), last: BigInt.asUintN(32, last) };
}

/** In 128 bits when it is written with colons. */
function parseAddress(written: string): Address | undefined {
  if (written.includes(":")) {
    if (/[^0-9a-fA-F:.]/.test(written) || !URL.canParse(`http://[${written}]/`)) return undefined;
    const [head = "", tail] = new URL(`http://[${written}]/`).hostname.slice(1, -1).split("::");
    const [before, after] = [head, tail ?? ""].map((half) => half.split(":").filter(Boolean));
    const zeros = Array.from({ length: 8 - (before?.length ?? 0) - (after?.length ?? 0) }, () => "0");
    const groups = [...(before ?? []), ...zeros, ...(after ?? [])];
    return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
  }
  const parts = written.split(".");
  const isAddress =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isAddress ? { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) } : undefined;
}

function addressText(bits: number, value: bigint): string {
  const [count, width] = bits === 32 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: count },
    (_, at) => (value >> (width * BigInt(count - 1 - at))) & ((1n << width) - 1n),
  );
  if (bits === 32) return parts.join(".");
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(":")}]/`).hostname.slice(1, -1);
}

/** The fewest networks with the same addresses. */
function merge(networks: readonly Network[]): readonly string[] {
  const sorted = networks.toSorted((a, b) => (a.first < b.first ? -1 : 1));
  const ranges: Network[] = [];
  for (const network of sorted) {
    const before = ranges.at(-1);
    if (before === undefined || network.first > before.last + 1n) ranges.push(network);
    else if (network.last > before.last) ranges[ranges.length - 1] = { ...before, last: network.last };
  }
  return ranges.flatMap(networksOf);
}

function networksOf({ bits, first, last }: Network): readonly string[] {
  const found: string[] = [];
  for (let at = first; at <= last; ) {
    let length = bits;
    while (length > 0) {
      const size = 1n << BigInt(bits - length + 1);
      if (at % size !== 0n || at + size - 1n > last) break;
      length -= 1;
    }
    found.push(`${addressText(bits, at)}/${length}`);
    at += 1n << BigInt(bits - length);
  }
  return found;
}

function contains(network: Network, written: string): boolean {
  const address = parseAddress(written);
  const other = address ? inVersion4({ ...address, first: address.value, last: address.value }) : networkOf(written);
  return other.bits === network.bits && other.first >= network.first && other.last <= network.last;
}

/** Each network with what it is told apart by: itself, its index, or its key. */
function candidates(term: Term | undefined): readonly (readonly [string, Term])[] {
  if (typeof term === "string") return [[term, term]];
  if (term instanceof TermSet) return term.members.map((member) => [writtenIn(member), member]);
  if (term instanceof TermObject) return term.entries.map(([key, value]) => [writtenIn(value), key]);
  if (term === undefined || !isArray(term)) return [];
  return term.map((member, index) => [writtenIn(member), new Numeral(String(index))]);
}

/** A text, or an array that begins with one. */
function writtenIn(term: Term): string {
  return text(isArray(term) ? term[0] : term);
}
