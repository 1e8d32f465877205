/** Hosts that something may come from, as the operator lists them, and the credentials for each. */
export type AllowedHosts = {
  /** `example.com`, `example.com:8443`, or `http://…` for one that speaks no TLS. */
  readonly hosts: readonly AllowedHost[];
  /** The value of an `Authorization` header, by host as in `hosts`. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Where the operator lists them, for whoever asks why one is not allowed. */
  readonly listedIn: string;
};

type AllowedHost = { readonly host: string; readonly plain: boolean };

/** A list separated by commas or blanks, or what is wrong with it. */
export function parseAllowedHosts(text: string): readonly AllowedHost[] | string {
  const hosts: AllowedHost[] = [];
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const found = /^(?:(http|https|oci):\/\/)?([a-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)\/?$/i.exec(entry);
    const [, scheme, host] = found ?? [];
    if (host === undefined) return `${JSON.stringify(entry)} is not a host such as charts.example.com`;
    hosts.push({ host: host.toLowerCase(), plain: scheme === "http" });
  }
  return hosts;
}

/**
 * The URL of an allowed host that this one is, or undefined. Everything comes over TLS, except from hosts that the
 * operator says have none.
 */
export function allowedUrl(url: string, { hosts }: Pick<AllowedHosts, "hosts">): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.username !== "" || parsed.password !== "") return undefined;
  const isAllowed = hosts.some(
    ({ host, plain }) =>
      host === parsed.host && (parsed.protocol === "https:" || (plain && parsed.protocol === "http:")),
  );
  return isAllowed ? parsed : undefined;
}

/**
 * Credentials as `docker login` and `helm registry login` keep them: `{"auths": {"ghcr.io": {"auth": "…"}}}`.
 * Answers by host; what is wrong is said without any value.
 */
export function parseCredentials(text: string): ReadonlyMap<string, string> | string {
  const found = new Map<string, string>();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  const auths = isRecord(value) ? value.auths : undefined;
  if (!isRecord(auths)) return 'it has no "auths", as the file that helm registry login writes has';
  for (const [key, entry] of Object.entries(auths)) {
    const basic = isRecord(entry) ? basicOf(entry) : undefined;
    if (basic !== undefined) found.set(hostOf(key), `Basic ${basic}`);
  }
  return found;
}

function basicOf({ auth, username, password }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof auth === "string" && auth !== "") return auth;
  if (typeof username !== "string" || typeof password !== "string") return undefined;
  return Buffer.from(`${username}:${password}`).toString("base64");
}

/** Docker keeps some hosts with a scheme and a path. */
function hostOf(key: string): string {
  return key
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
