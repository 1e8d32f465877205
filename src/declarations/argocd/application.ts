import type { NotEvaluated } from "../../domain/application.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { messageOf } from "../../errors.ts";
import type { DeclarationContext, DeclaredApplication, DeclaredPart } from "../engine.ts";
import { readClusters } from "./clusters.ts";
import { below, isThere, itemsOf, NotEvaluable, nameOf, type Place, textOf } from "./place.ts";
import { notThere, readSource, type SourceSetting } from "./source.ts";
import type { References } from "./value-files.ts";
import { watchesOf } from "./watches.ts";

/** An Application to read: its own object, or what an ApplicationSet generates. */
export type GivenApplication = {
  readonly root: Place;
  /** The object in the repository that declares it. */
  readonly declaredBy: Manifest;
  readonly key: string;
  /** Where a pointer of that object stands. */
  readonly locate: (pointer: string) => Promise<SourceLocation>;
  readonly openRoot: boolean;
  readonly rootIsHere: (url: string) => boolean;
};

export type ReadApplication = {
  /** Null when nothing of it is rendered here. */
  readonly application: DeclaredApplication | null;
  readonly notEvaluated: readonly NotEvaluated[];
  /** Files of the repository that what is not evaluated would be made from. */
  readonly reads?: readonly string[];
};

/** What an Application deploys from this repository, source by source. Never throws on a bad one. */
export async function readApplication(given: GivenApplication, context: DeclarationContext): Promise<ReadApplication> {
  try {
    return await read(given, context);
  } catch (error) {
    return { application: null, notEvaluated: [{ ...(await problemOf(error, given)), application: given.key }] };
  }
}

async function read(given: GivenApplication, context: DeclarationContext): Promise<ReadApplication> {
  const { root, key, declaredBy } = given;
  const name = requireName(root);
  const sources = sourcesOf(root);
  const setting = settingOf(given, name, sources);
  const parts: DeclaredPart[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const reads: string[] = [];
  for (const source of sources) {
    try {
      const part = await readSource(source, setting, context);
      if (part !== null) parts.push(part);
    } catch (error) {
      notEvaluated.push(await problemOf(error, given));
      if (error instanceof NotEvaluable) reads.push(...error.reads);
    }
  }
  if (parts.length === 0 && notEvaluated.length === 0)
    throw new NotEvaluable("It has no source to render.", below(root, "spec"));
  if (parts.length === 0) {
    return { application: null, notEvaluated: notEvaluated.map((one) => ({ ...one, application: key })), reads };
  }
  const declaredAt = await given.locate("");
  const by = `${declaredBy.id.kind} ${declaredBy.id.name} in ${declaredAt.path}`;
  const application: DeclaredApplication = {
    key,
    name,
    longerNames: longerNames(name, given),
    destination: destinationOf(root),
    targets: await targetsOf(root, context),
    paths: [...new Set([...parts.flatMap(pathsOf), declaredAt.path])],
    parts,
    declaredAt,
    why: declaredBy.id.kind === "Application" ? `The ${by} declares it.` : `The ${by} generates it.`,
    ...watchesOf(root, sources),
  };
  return { application, notEvaluated, reads };
}

/** What cannot be evaluated, at its line; a mistake of ours is said as one, and throws nothing down. */
export async function problemOf(
  error: unknown,
  { root, locate, declaredBy: { id } }: Pick<GivenApplication, "root" | "locate" | "declaredBy">,
): Promise<NotEvaluated> {
  const pointer = error instanceof NotEvaluable ? error.pointer : root.pointer;
  const reason = error instanceof NotEvaluable ? error.message : `It could not be read: ${messageOf(error)}`;
  const missing = error instanceof NotEvaluable && error.message.startsWith(notThere);
  return { ...(await locate(pointer)), reason: `${id.kind} ${id.name}: ${reason}`, ...(missing && { missing }) };
}

function requireName(root: Place): string {
  const place = below(root, "metadata", "name");
  const name = textOf(place);
  if (/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(name) && name.length <= 253) return name;
  throw new NotEvaluable(
    `Its name would be ${JSON.stringify(name.slice(0, 100))}, and Kubernetes takes none such.`,
    place,
  );
}

/** `sources` takes the place of `source`; what is hydrated is rendered from its dry source. */
function sourcesOf(root: Place): readonly Place[] {
  const spec = below(root, "spec");
  const many = itemsOf(below(spec, "sources"));
  if (many.length > 0) return many;
  const dry = below(spec, "sourceHydrator", "drySource");
  const source = isThere(dry) ? dry : below(spec, "source");
  if (!isThere(source))
    throw new NotEvaluable(`It has no source: neither ${nameOf("/spec/source")} nor sources.`, spec);
  return [source];
}

function settingOf(given: GivenApplication, name: string, sources: readonly Place[]): SourceSetting {
  const { root, locate, openRoot, rootIsHere, declaredBy } = given;
  const [origin] = declaredBy.origins;
  return {
    name,
    project: textOf(below(root, "spec", "project")),
    namespace: textOf(below(root, "spec", "destination", "namespace")),
    references: referencesOf(sources),
    locate,
    file: origin?.path ?? ".",
    document: origin?.document ?? 0,
    openRoot,
    rootIsHere,
  };
}

function referencesOf(sources: readonly Place[]): References {
  const named = sources.map((source): [string, Place] => [textOf(below(source, "ref")), source]);
  return new Map(named.filter(([ref]) => ref !== "").map(([ref, source]) => [`$${ref}`, source]));
}

/** The cluster that Argo CD itself runs in says nothing about which environment it is. */
function destinationOf(root: Place): string | null {
  const destination = below(root, "spec", "destination");
  const named = textOf(below(destination, "name")) || textOf(below(destination, "server"));
  return named === "" || named === "in-cluster" || named === "https://kubernetes.default.svc" ? null : named;
}

/** What the Secret of its cluster says of it, where that is in the repository: its name, and labels that say an environment. */
async function targetsOf(root: Place, { tree }: DeclarationContext): Promise<readonly string[]> {
  const destination = below(root, "spec", "destination");
  const [name, server] = [textOf(below(destination, "name")), textOf(below(destination, "server"))];
  const clusters = (await readClusters(tree)).filter((one) =>
    name === "" ? one.server === server : one.name === name,
  );
  const [cluster, another] = clusters;
  // Every Argo CD calls its own cluster the same.
  if (cluster === undefined || another !== undefined) return [];
  const labels = Object.entries(cluster.labels).filter(([key]) => /(?:^|[./-])(?:env|environment|stage)$/i.test(key));
  return [...labels.map(([, value]) => value), cluster.name];
}

/** `values-prod.yaml` names an environment as `values/prod` would. */
function pathsOf({ path, recipe }: DeclaredPart): readonly string[] {
  const files = (recipe.helm?.values ?? []).flatMap((layer) => (layer.from === "file" ? [layer.path] : []));
  return [path, ...files.map((file) => file.replace(/\.[^./]+$/, "").replaceAll(/[-_.](?=[^/]*$)/g, "/")).toReversed()];
}

/** Two clusters of one repository have Applications of the same name: what goes where tells them apart. */
function longerNames(name: string, { root, declaredBy }: GivenApplication): readonly string[] {
  const destination = below(root, "spec", "destination");
  const cluster = textOf(below(destination, "name"));
  const namespace = textOf(below(destination, "namespace"));
  const own = declaredBy.id.namespace ?? "";
  return [cluster, namespace, own].filter((one) => one !== "" && one !== name).map((one) => `${name}-${one}`);
}
