import { load } from "js-yaml";
import type { RemoteChart } from "../../domain/recipe.ts";
import { authorization, download, RefusedError, type Source } from "../remote/download.ts";

const maxIndexBytes = 128 * 1024 * 1024;
/** Helm itself refuses larger charts (pkg/chart/loader/archive). */
export const maxArchiveBytes = 100 * 1024 * 1024;

/** An archive and the digest that its host promises, if it promises one. */
export type Downloaded = { readonly archive: Uint8Array; readonly promised: string | undefined };

/** A chart of an HTTP repository: `index.yaml` says where its archive is (https://helm.sh/docs/topics/chart_repository/). */
export async function fromHttpRepository(
  { repository, name, version }: RemoteChart,
  source: Source,
): Promise<Downloaded> {
  const base = repository.endsWith("/") ? repository : `${repository}/`;
  const headers = authorization(base, source);
  const index = await download({ url: new URL("index.yaml", base).href, maxBytes: maxIndexBytes, headers }, source);
  const entry = findEntry(parseIndex(index, base), name, version);
  if (entry === undefined) throw new RefusedError(`${base} has no chart ${name} ${version}.`);
  const url = new URL(entry.url, base).href;
  const own = new URL(url).host === new URL(base).host ? headers : authorization(url, source);
  const archive = await download({ url, maxBytes: maxArchiveBytes, headers: own }, source);
  return { archive, promised: entry.digest };
}

function parseIndex(bytes: Uint8Array, base: string): unknown {
  try {
    return load(new TextDecoder().decode(bytes));
  } catch {
    throw new RefusedError(`${base}index.yaml is no index of charts.`);
  }
}

function findEntry(
  index: unknown,
  name: string,
  version: string,
): { url: string; digest: string | undefined } | undefined {
  const entries = member(member(index, "entries"), name);
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries) {
    const urls = member(entry, "urls");
    const [url] = Array.isArray(urls) ? urls : [];
    if (plainVersion(member(entry, "version")) !== plainVersion(version) || typeof url !== "string") continue;
    const digest = member(entry, "digest");
    return { url, digest: typeof digest === "string" ? `sha256:${digest.replace(/^sha256:/, "")}` : undefined };
  }
  return undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? new Map<string, unknown>(Object.entries(value)).get(key)
    : undefined;
}

/** `v1.2.3` and `1.2.3` are one version to Helm. */
function plainVersion(version: unknown): string | undefined {
  return typeof version === "string" ? version.replace(/^v/, "") : undefined;
}
