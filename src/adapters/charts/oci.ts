import { createHash } from "node:crypto";
import type { RemoteChart } from "../../domain/recipe.ts";
import { allowedUrl } from "./allowed-hosts.ts";
import { get, RefusedError, readBody, type Source } from "./download.ts";
import { authorization, type Downloaded, maxArchiveBytes } from "./http-repository.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const maxManifestBytes = 4 * 1024 * 1024;

/** A chart in an OCI registry (https://github.com/opencontainers/distribution-spec, https://helm.sh/docs/topics/registries/). */
export async function fromRegistry(chart: RemoteChart, source: Source): Promise<Downloaded> {
  const { host, repository } = placeOf(chart);
  const base = baseUrl(host, source);
  const reference = chart.digest ?? chart.version.replaceAll("+", "_");
  const session: Session = { source, host, headers: authorization(`${base}/`, source) };
  const text = await read(session, `${base}/v2/${repository}/manifests/${reference}`, maxManifestBytes, manifestType);
  if (chart.digest !== undefined && sha256(text) !== chart.digest) {
    throw new RefusedError(`What ${host} has under ${chart.digest} has another digest.`);
  }
  const layer = chartLayerOf(text, `${host}/${repository}`);
  const archive = await read(session, `${base}/v2/${repository}/blobs/${layer}`, maxArchiveBytes, "*/*");
  return { archive, promised: layer };
}

/** The registry's host and the repository's path in it. */
export function placeOf({ repository, name }: Pick<RemoteChart, "repository" | "name">): {
  host: string;
  repository: string;
} {
  const [, host = "", path = ""] = /^oci:\/\/([^/]+)\/?(.*?)\/*$/.exec(repository) ?? [];
  return { host: host.toLowerCase(), repository: [path, name].filter(Boolean).join("/") };
}

type Session = {
  readonly source: Source;
  readonly host: string;
  headers: Record<string, string>;
};

function baseUrl(host: string, { allowed }: Source): string {
  return allowedUrl(`https://${host}/`, allowed) === undefined || isPlain(host, { allowed })
    ? `http://${host}`
    : `https://${host}`;
}

function isPlain(host: string, { allowed }: Pick<Source, "allowed">): boolean {
  return allowed.hosts.some((one) => one.host === host && one.plain);
}

/** One read; a registry that wants a token says where to get it, once. */
async function read(session: Session, url: string, maxBytes: number, accept: string): Promise<Uint8Array> {
  const { source } = session;
  const ask = () => get({ url, maxBytes, headers: { ...session.headers, accept } }, source);
  const first = await ask();
  const challenge = first.status === 401 ? first.headers.get("www-authenticate") : null;
  if (challenge === null || !/^bearer /i.test(challenge)) return readBody(first, { url, maxBytes });
  await first.body?.cancel();
  session.headers = { authorization: `Bearer ${await token(session, challenge)}` };
  return readBody(await ask(), { url, maxBytes });
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function token({ source, host }: Session, challenge: string): Promise<string> {
  const parts = new Map(
    [...challenge.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, key = "", value = ""]) => [key, value]),
  );
  const realm = parts.get("realm") ?? "";
  if (!URL.canParse(realm)) throw new RefusedError(`${host} asks for a token and does not say where to get one.`);
  const url = new URL(realm);
  for (const key of ["service", "scope"]) if (parts.has(key)) url.searchParams.set(key, parts.get(key) ?? "");
  // The registry's credentials are its own: a token server elsewhere gets them only when it is that same host.
  const basic = source.allowed.credentials.get(host);
  const headers: Record<string, string> =
    basic !== undefined && url.host === host ? { authorization: `Basic ${basic}` } : authorization(url.href, source);
  const bytes = await readBody(await get({ url: url.href, maxBytes: maxManifestBytes, headers }, source), {
    url: url.href,
    maxBytes: maxManifestBytes,
  });
  const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const found = textAt(answer, "token") ?? textAt(answer, "access_token");
  if (found === undefined) throw new Error(`${url.host} gave no token for ${host}`);
  return found;
}

function chartLayerOf(bytes: Uint8Array, name: string): string {
  const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const layers = typeof manifest === "object" && manifest !== null && "layers" in manifest ? manifest.layers : [];
  for (const layer of Array.isArray(layers) ? layers : []) {
    const digest = textAt(layer, "digest");
    if (textAt(layer, "mediaType") === chartLayer && digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest))
      return digest;
  }
  throw new RefusedError(`${name} is in the registry and is no Helm chart.`);
}

function textAt(value: unknown, key: string): string | undefined {
  const found =
    typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === "string" ? found : undefined;
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
