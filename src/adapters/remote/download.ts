import { readBounded } from "../bounded-body.ts";
import { type AllowedHosts, allowedUrl } from "./allowed-hosts.ts";

/** Why something is not fetched, or not what was asked for; a sentence for whoever reads the report. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export type Source = { readonly allowed: AllowedHosts; readonly fetch: Fetch };

type Wanted = {
  readonly url: string;
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
};

const timeoutMs = 30_000;
const maxRedirects = 5;

/**
 * One GET, redirects followed by hand: every host on the way must be allowed, and what is sent to one host
 * (an `Authorization`) is never sent to another. Rejects with `RefusedError` for what must not be fetched.
 */
export async function get(wanted: Wanted, { allowed, fetch }: Source): Promise<Response> {
  let url = requireAllowed(wanted.url, allowed);
  const first = url.host;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const own = url.host === first ? wanted.headers : withoutAuthorization(wanted.headers);
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { headers: { ...own }, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    url = requireAllowed(new URL(location, url).href, allowed, url.host);
  }
  throw new RefusedError(`${first} redirects more than ${maxRedirects} times.`);
}

/** The whole body, up to `maxBytes`. Rejects when the host does not answer 200. */
export async function download(wanted: Wanted, source: Source): Promise<Uint8Array> {
  return readBody(await get(wanted, source), wanted);
}

/** The same of an answer that is there. */
export async function readBody(
  response: Response,
  { url, maxBytes }: Pick<Wanted, "url" | "maxBytes">,
): Promise<Uint8Array> {
  const { host } = new URL(url);
  if (response.status === 404) throw new RefusedError(`${host} has no ${new URL(url).pathname}.`);
  if (response.status === 401 || response.status === 403) {
    throw new RefusedError(`${host} refuses us (HTTP ${response.status}); the operator may give credentials for it.`);
  }
  if (response.status !== 200) throw new Error(`${host} answered HTTP ${response.status}`);
  const body = await readBounded(response, maxBytes);
  if (body === undefined) throw new RefusedError(`${host} sends more than ${Math.round(maxBytes / 1024 / 1024)} MiB.`);
  return body;
}

/** What the host that is asked gets to see, and no other. */
export function authorization(url: string, { allowed }: Pick<Source, "allowed">): Readonly<Record<string, string>> {
  const value = allowed.credentials.get(new URL(url).host);
  return value === undefined ? {} : { authorization: value };
}

function requireAllowed(url: string, allowed: AllowedHosts, from?: string): URL {
  const found = allowedUrl(url, allowed);
  if (found !== undefined) return found;
  const host = URL.canParse(url) ? new URL(url).host : url;
  const why = from === undefined ? "is not allowed here" : `is where ${from} sends us, and is not allowed here`;
  throw new RefusedError(`${host} ${why}; the operator may add it to ${allowed.listedIn}.`);
}

function withoutAuthorization(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
}
