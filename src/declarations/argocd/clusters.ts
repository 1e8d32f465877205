import { compareText } from "../../domain/finding.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { readObjects } from "../objects.ts";

/** A cluster as Argo CD has it declared, by a Secret. */
export type Cluster = {
  readonly name: string;
  readonly server: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

const secretType = "argocd.argoproj.io/secret-type";

const known = new WeakMap<SourceTree["entries"], Promise<readonly Cluster[]>>();

/** The clusters whose Secrets are in the repository, by name. What cannot be read of one is left out. */
export function readClusters(tree: SourceTree): Promise<readonly Cluster[]> {
  const clusters = known.get(tree.entries) ?? look(tree);
  known.set(tree.entries, clusters);
  clusters.catch(() => known.delete(tree.entries));
  return clusters;
}

async function look(tree: SourceTree): Promise<readonly Cluster[]> {
  const secrets = (await readObjects(tree, [secretType])).filter(({ id }) => id.kind === "Secret" && id.group === "");
  return secrets
    .filter(({ object }) => textsOf(object, "labels")[secretType] === "cluster")
    .flatMap(({ object }) => clusterOf(object) ?? [])
    .toSorted((a, b) => compareText(a.name, b.name));
}

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
  const entries = Object.entries(isJsonObject(metadata[field]) ? metadata[field] : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
