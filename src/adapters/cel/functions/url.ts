import { EvaluationFault } from "../faults.ts";
import { Entries, List, Opaque, type Value } from "../values.ts";
import { text } from "./arguments.ts";
import { functions } from "./overload.ts";

const name = "kubernetes.URL";

type Parts = { readonly scheme: string; readonly host: string; readonly path: string; readonly query: string };

class Url extends Opaque {
  readonly type = name;
  readonly written: string;
  readonly parts: Parts;

  constructor(written: string, parts: Parts) {
    super();
    this.written = written;
    this.parts = parts;
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && other.written === this.written;
  }

  toString(): string {
    return this.written;
  }
}

/** k8s.io/apiserver/pkg/cel/library/urls.go over Go's net/url */
export const urls = functions(0, {
  [`url(string): ${name}`]: ([a]) => {
    const found = parseUrl(text(a));
    if (found === undefined)
      throw new EvaluationFault(`URL parse error during conversion from string: parse "${text(a)}"`);
    return found;
  },
  "isURL(string): bool": ([a]) => parseUrl(text(a)) !== undefined,
  [`${name}.getScheme(): string`]: ([a]) => url(a).scheme,
  [`${name}.getHost(): string`]: ([a]) => url(a).host,
  [`${name}.getHostname(): string`]: ([a]) => hostAndPort(url(a).host)[0],
  [`${name}.getPort(): string`]: ([a]) => hostAndPort(url(a).host)[1],
  [`${name}.getEscapedPath(): string`]: ([a]) => url(a).path,
  [`${name}.getQuery(): map<string, list<string>>`]: ([a]) => queryOf(url(a).query),
});

function url(value: Value | undefined): Parts {
  if (!(value instanceof Url)) throw new EvaluationFault("no such overload");
  return value.parts;
}

/** As url.ParseRequestURI takes it, and url.Parse reads it: with a scheme, or a path from the root. */
function parseUrl(written: string): Url | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses these characters
  if (written === "" || /[\x00-\x1f\x7f]/.test(written)) return undefined;
  const hash = written.indexOf("#");
  // Only the second reading knows fragments; the first has taken all of it for path or query.
  const isWhole = partsOf(written) !== undefined && (hash < 0 || isEscaped(written.slice(hash + 1)));
  const parts = isWhole ? partsOf(hash < 0 ? written : written.slice(0, hash)) : undefined;
  return parts && new Url(written, parts);
}

function partsOf(written: string): Parts | undefined {
  if (written.startsWith(":")) return undefined;
  const [found = "", scheme = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(written) ?? [];
  const rest = written.slice(found.length);
  const question = rest.indexOf("?");
  const [before, query] = question < 0 ? [rest, ""] : [rest.slice(0, question), rest.slice(question + 1)];
  if (!before.startsWith("/")) {
    if (written === "*") return { scheme: "", host: "", path: "*", query: "" };
    return scheme === "" ? undefined : { scheme: scheme.toLowerCase(), host: "", path: "", query };
  }
  const hasAuthority = (scheme !== "" || !before.startsWith("///")) && before.startsWith("//");
  const slash = hasAuthority ? before.indexOf("/", 2) : 0;
  const authority = hasAuthority ? before.slice(2, slash < 0 ? undefined : slash) : "";
  const path = slash < 0 ? "" : before.slice(slash);
  const host = hostOf(authority);
  if (host === undefined || !isEscaped(path)) return undefined;
  return { scheme: scheme.toLowerCase(), host, path: escapedPath(path), query };
}

function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  if (at >= 0 && !/^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9a-fA-F]{2})*$/.test(authority.slice(0, at))) return undefined;
  const host = authority.slice(at + 1);
  if (host.startsWith("[")) return /^\[[^\]%]*\](?::\d*)?$/.test(host) ? host : undefined;
  const isHost = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\uffff]*$/.test(host);
  return isHost && /^[^:]*(?::\d*)?$/.test(host) ? host : undefined;
}

function hostAndPort(host: string): readonly [string, string] {
  const [, name = host, port = ""] = /^(.*?)(?::(\d*))?$/.exec(host) ?? [];
  return [name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name, port];
}

/** Every percent sign begins two hexadecimal digits. */
function isEscaped(value: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(value);
}

/** As it is written where that may be written so, escaped otherwise. */
function escapedPath(path: string): string {
  if (/^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@[\]/]|%[0-9a-fA-F]{2})*$/.test(path)) return path;
  return [...percentDecoded(path)]
    .map((byte) =>
      /[A-Za-z0-9\-._~$&+,/:;=@]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : percent(byte),
    )
    .join("");
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function percentDecoded(value: string): Buffer {
  const parts = value.split(/(%[0-9a-fA-F]{2})/);
  return Buffer.concat(
    parts.map((part) => (/^%[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(1), "hex") : Buffer.from(part))),
  );
}

/** Pairs that Go cannot read are left out. */
function queryOf(query: string): Value {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const equals = pair.indexOf("=");
    const [key, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    if (!isEscaped(key) || !isEscaped(value)) continue;
    const decoded = queryDecoded(key);
    values.set(decoded, [...(values.get(decoded) ?? []), queryDecoded(value)]);
  }
  return new Entries([...values].map(([key, list]): readonly [Value, Value] => [key, new List(list)]));
}

function queryDecoded(value: string): string {
  return percentDecoded(value.replaceAll("+", " ")).toString("utf8");
}
