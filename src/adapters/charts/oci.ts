import type { RemoteChart } from "../../domain/recipe.ts";
import { RefusedError, type Source } from "../remote/download.ts";
import { openRegistry, parseOciUrl, textAt } from "../remote/registry.ts";
import { type Downloaded, maxArchiveBytes } from "./http-repository.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/** A chart in an OCI registry (https://helm.sh/docs/topics/registries/). */
export async function fromRegistry(chart: RemoteChart, source: Source): Promise<Downloaded> {
  const { host, repository } = placeOf(chart);
  const registry = openRegistry(host, repository, source);
  const reference = chart.digest ?? chart.version.replaceAll("+", "_");
  const layer = chartLayerOf(await registry.manifest(reference, manifestType), `${host}/${repository}`);
  return { archive: await registry.blob(layer, maxArchiveBytes), promised: layer };
}

/** The registry's host and the repository's path in it. */
export function placeOf({ repository, name }: Pick<RemoteChart, "repository" | "name">): {
  host: string;
  repository: string;
} {
  const { host, path } = parseOciUrl(repository);
  return { host, repository: [path, name].filter(Boolean).join("/") };
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
