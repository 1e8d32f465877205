import { type Cluster, readClusters } from "../clusters.ts";
import { normalize } from "../go-template/functions/texts.ts";
import type { ValueMap } from "../go-template/value.ts";
import { below, flagOf, NotEvaluable, type Place } from "../place.ts";
import { type Generating, withValues } from "./parameters.ts";
import { parseSelector } from "./selector.ts";

/**
 * Clusters whose Secrets are in the repository, as Argo CD has them declared. There may be others, and the
 * cluster that Argo CD runs in has none, so this is said; where there is not one, nothing is generated.
 */
export async function clusterParameters(generator: Place, generating: Generating): Promise<readonly ValueMap[]> {
  const matches = parseSelector(below(generator, "selector"));
  const found = (await readClusters(generating.context.tree)).filter(({ labels }) => matches(labels));
  const why = "Its generator clusters asks Argo CD which clusters there are, which git cannot tell";
  if (found.length === 0) throw new NotEvaluable(`${why}.`, generator);
  const names = found.map(({ name }) => name).join(", ");
  generating.remark(`${why}; those whose Secrets are in the repository are taken: ${names}.`, generator);
  const sets = found.map((cluster) => parametersOf(cluster, generating));
  if (flagOf(below(generator, "flatList"))) return [{ clusters: sets }];
  return sets.map((set) => withValues(set, generator, generating));
}

function parametersOf({ name, server, project, labels, annotations }: Cluster, { templating }: Generating): ValueMap {
  const own = { name, nameNormalized: normalize(name), server, project };
  if (templating.go) return { ...own, metadata: { labels, annotations } };
  const flat = [
    ...Object.entries(labels).map(([key, value]): [string, string] => [`metadata.labels.${key}`, value]),
    ...Object.entries(annotations).map(([key, value]): [string, string] => [`metadata.annotations.${key}`, value]),
  ];
  return { ...own, ...Object.fromEntries(flat) };
}
