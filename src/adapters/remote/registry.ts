import { createHash } from "node:crypto";
import { allowedUrl } from "./allowed-hosts.ts";
import { authorization, get, RefusedError, readBody, type Source } from "./download.ts";

const maxManifestBytes = 4 * 1024 * 1024;

/** One repository of an OCI registry (https://github.com/opencontainers/distribution-spec). */
export type RegistryRepository = {
  /** The manifest under a tag or a digest; what is under a digest and is something else is refused. */
  manifest(reference: string, mediaType: string): Promise<Uint8Array>;
  /** Never anything but what has that digest. */
  blob(digest: string, maxBytes: number): Promise<Uint8Array>;
};

/** `oci://host/path` in two. */
export function parseOciUrl(url: string): { readonly host: string; readonly path: string } {
  const [, host = "", path = ""] = /^oci:\/\/([^/]+)\/?(.*?)\/*$/.exec(url) ?? [];
  return { host: host.toLowerCase(), path };
}

export function openRegistry(host: string, path: string, source: Source): RegistryRepository {
  const base = `${baseUrl(host, source)}/v2/${path}`;
  const session: Session = { source, host, headers: authorization(base, source) };
  return {
    async manifest(reference, mediaType) {
      const bytes = await read(session, `${base}/manifests/${reference}`, maxManifestBytes, mediaType);
      if (reference.startsWith("sha256:") && sha256(bytes) !== reference) {
        throw new RefusedError(`What ${host} has under ${reference} has another digest.`);
      }
      return bytes;
    },
    async blob(digest, maxBytes) {
      const bytes = await read(session, `${base}/blobs/${digest}`, maxBytes, "*/*");
      if (sha256(bytes) !== digest) throw new RefusedError(`What ${host} has under ${digest} has another digest.`);
      return bytes;
    },
  };
}

/** `sha256:` and 64 digits. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

type Session = {
  readonly source: Source;
  readonly host: string;
  headers: Readonly<Record<string, string>>;
};

function baseUrl(host: string, { allowed }: Source): string {
  const isPlain = allowed.hosts.some((one) => one.host === host && one.plain);
  return allowedUrl(`https://${host}/`, allowed) === undefined || isPlain ? `http://${host}` : `https://${host}`;
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
  // The registry's credentials are its own: a token server elsewhere gets only those that are its own.
  const headers = authorization(url.href, source);
  const bytes = await readBody(await get({ url: url.href, maxBytes: maxManifestBytes, headers }, source), {
    url: url.href,
    maxBytes: maxManifestBytes,
  });
  const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const found = textAt(answer, "token") ?? textAt(answer, "access_token");
  if (found === undefined) throw new Error(`${url.host} gave no token for ${host}`);
  return found;
}

/** The text under a key of something that came from elsewhere. */
export function textAt(value: unknown, key: string): string | undefined {
  const found =
    typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === "string" ? found : undefined;
}
