import { createHash } from "node:crypto";
import type { RemoteChart } from "../../domain/recipe.ts";
import type { Charts, FetchedChart } from "../../ports/charts.ts";
import { type AllowedHosts, allowedUrl } from "../remote/allowed-hosts.ts";
import { openArchives } from "../remote/archives.ts";
import { type Fetch, RefusedError } from "../remote/download.ts";
import { type Downloaded, fromHttpRepository } from "./http-repository.ts";
import { fromRegistry, placeOf } from "./oci.ts";

type ChartsOptions = {
  readonly allowed: AllowedHosts;
  /** Where archives are kept; without one each is fetched once per process. */
  readonly cacheDirectory?: string | undefined;
  readonly fetch?: Fetch;
};

const keptBytes = 1024 * 1024 * 1024;

/**
 * Charts of the hosts that the operator allows, by exact version or digest, so that two renders of one
 * revision are the same. An archive is fetched once: a version that is published again under its old
 * number is another chart, and its digest in the cache stays the one that was judged.
 */
export function createCharts({ allowed, cacheDirectory, fetch = globalThis.fetch }: ChartsOptions): Charts {
  const archives = openArchives(cacheDirectory, keptBytes);
  const source = { allowed, fetch };
  const running = new Map<string, Promise<Uint8Array>>();

  async function archiveOf(chart: RemoteChart): Promise<Uint8Array> {
    const key = JSON.stringify([chart.repository, chart.name, chart.version, chart.digest ?? null]);
    const kept = await archives.read(key);
    if (kept !== undefined) return kept;
    const shared = running.get(key) ?? fetchAndKeep(chart, key).finally(() => running.delete(key));
    running.set(key, shared);
    return shared;
  }

  async function fetchAndKeep(chart: RemoteChart, key: string): Promise<Uint8Array> {
    const archive = await fetchArchive(chart, source);
    await archives.write(key, archive);
    return archive;
  }

  return {
    refusal: (chart) => refusalOf(chart, allowed),
    async fetch(chart, signal): Promise<FetchedChart> {
      const reason = refusalOf(chart, allowed);
      if (reason !== null) return { status: "refused", reason };
      try {
        const archive = await archiveOf(chart);
        return { status: "fetched", archive, digest: sha256(archive) };
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof RefusedError)) throw error;
        return { status: "refused", reason: `The chart ${labelOf(chart)} cannot be had: ${error.message}` };
      }
    },
  };
}

async function fetchArchive(
  chart: RemoteChart,
  source: { readonly allowed: AllowedHosts; readonly fetch: Fetch },
): Promise<Uint8Array> {
  const from = chart.repository.startsWith("oci://") ? fromRegistry : fromHttpRepository;
  const { archive, promised }: Downloaded = await from(chart, source);
  if (promised !== undefined && promised !== sha256(archive)) {
    throw new RefusedError("what was sent is not what its digest promises.");
  }
  return archive;
}

function refusalOf(chart: RemoteChart, allowed: AllowedHosts): string | null {
  const host = hostOf(chart);
  const label = labelOf(chart);
  if (host === undefined)
    return `The chart ${label} is to come from ${chart.repository}, which is no address of charts.`;
  if (!isAllowed(chart, host, allowed)) {
    return `The chart ${label} comes from ${host}, which is not allowed here; vendor it into the repository, or ask the operator to add ${host} to FAIRLEAD_CHART_HOSTS.`;
  }
  if (chart.digest !== undefined || isExact(chart.version)) return null;
  const version = chart.version === "" ? "no version" : `the version ${JSON.stringify(chart.version)}`;
  return `The chart ${label} asks for ${version}, which may be another chart tomorrow; name one exact version.`;
}

function hostOf(chart: RemoteChart): string | undefined {
  if (chart.repository.startsWith("oci://")) return placeOf(chart).host || undefined;
  if (!/^https?:\/\//i.test(chart.repository) || !URL.canParse(chart.repository)) return undefined;
  return new URL(chart.repository).host;
}

function isAllowed({ repository }: RemoteChart, host: string, allowed: AllowedHosts): boolean {
  if (!repository.startsWith("oci://")) return allowedUrl(repository, allowed) !== undefined;
  return allowed.hosts.some((one) => one.host === host);
}

/** Semantic versions without any range; a tag such as `latest` is none. */
function isExact(version: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:[+_][0-9A-Za-z.-]+)?$/.test(version);
}

function labelOf(chart: RemoteChart): string {
  const name = chart.name === "" ? chart.repository.replace(/^oci:\/\//, "") : chart.name;
  return [name, chart.version].filter(Boolean).join(" ");
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
