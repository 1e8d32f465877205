import { compareText } from "../../../domain/finding.ts";
import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { readObjects } from "../../objects.ts";
import { normalize } from "../go-template/functions/texts.ts";
import type { ValueMap } from "../go-template/value.ts";
import { below, flagOf, NotEvaluable, type Place, textsByKey } from "../place.ts";
import { type Generating, withValues } from "./parameters.ts";
import { parseSelector } from "./selector.ts";

const secretType = "argocd.argoproj.io/secret-type";

/**
 * Clusters whose Secrets are in the repository, as Argo CD has them declared. There may be others, and the
 * cluster that Argo CD runs in has none, so this is said; where there is not one, nothing is generated.
 */
export async function clusterParameters(generator: Place, generating: Generating): Promise<readonly ValueMap[]> {
  const matches = parseSelector(below(generator, "selector"));
  const secrets = (await readObjects(generating.context.tree, [secretType]))
    .filter(({ id }) => id.kind === "Secret" && id.group === "")
    .map(({ object }) => ({ object, labels: textsOf(object, "labels") }))
    .filter(({ labels }) => labels[secretType] === "cluster");
  const found = secrets.filter(({ labels }) => matches(labels)).flatMap(({ object }) => clusterOf(object) ?? []);
  const why = "Its generator clusters asks Argo CD which clusters there are, which git cannot tell";
  if (found.length === 0) throw new NotEvaluable(`${why}.`, generator);
  const clusters = found.toSorted((a, b) => compareText(a.name, b.name));
  const names = clusters.map(({ name }) => name).join(", ");
  generating.remark(`${why}; those whose Secrets are in the repository are taken: ${names}.`, generator);
  const sets = clusters.map((cluster) => parametersOf(cluster, generating));
  if (flagOf(below(generator, "flatList"))) return [{ clusters: sets }];
  return sets.map((set) => withValues(set, generator, generating));
}

type Cluster = {
  readonly name: string;
  readonly server: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

/** Undefined for one whose name and address are kept elsewhere, such as in a vault. */
function clusterOf(object: JsonObject): Cluster | undefined {
  const [name, server, project] = ["name", "server", "project"].map((key) => secretEntry(object, key));
  if (name === undefined || server === undefined) return undefined;
  return {
    name,
    server,
    project: project ?? "",
    labels: textsOf(object, "labels"),
    annotations: textsOf(object, "annotations"),
  };
}

function secretEntry(object: JsonObject, key: string): string | undefined {
  const plain = isJsonObject(object.stringData) ? object.stringData[key] : undefined;
  if (typeof plain === "string") return plain;
  const encoded = isJsonObject(object.data) ? object.data[key] : undefined;
  return typeof encoded === "string" ? Buffer.from(encoded, "base64").toString("utf8") : undefined;
}

function textsOf(object: JsonObject, field: "labels" | "annotations"): Readonly<Record<string, string>> {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return textsByKey({ value: metadata[field], pointer: "" });
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
