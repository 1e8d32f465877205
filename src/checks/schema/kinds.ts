import type { JsonObject } from "../../domain/json.ts";
import type { CheckPorts, CheckScope } from "../check.ts";
import type { CustomKind, CustomKinds } from "./custom-resources.ts";
import { builtInKind } from "./definitions.ts";
import { engineKind } from "./engines/index.ts";
import type { Ground } from "./ground.ts";
import { readJsonSchema } from "./location-schema.ts";

/** A kind under its API version, as manifests have it. */
export type KindName = { readonly apiVersion: string; readonly kind: string };

type KnownKinds = {
  readonly kinds: CustomKinds;
  /** Why the schema of a kind could not be had, in a sentence. */
  readonly unreachable: ReadonlyMap<string, string>;
};

type Sources = {
  readonly ground: Ground;
  /** What the files and manifests of the head define. */
  readonly defined: CustomKinds;
  /** Of these what the change itself defines anew. */
  readonly changed: ReadonlySet<string>;
  readonly locations: CheckPorts["schemaLocations"];
  readonly signal: CheckScope["signal"];
};

/**
 * What is known of each kind beyond what comes with Fairlead. The environment's own cluster is asked first, but
 * for what this change itself defines; then the repository, then the operator's places.
 */
export async function knownKinds(wanted: readonly KindName[], sources: Sources): Promise<KnownKinds> {
  const kinds = new Map<string, CustomKind>();
  const unreachable = new Map<string, string>();
  const names = new Map(wanted.map((name) => [`${name.apiVersion}/${name.kind}`, name]));
  await Promise.all(
    [...names].map(async ([key, name]) => {
      const found = (await inClusterOrRepository(key, name, sources)) ?? (await inLocations(name, sources));
      if (typeof found === "string") unreachable.set(key, found);
      else if (found !== undefined) kinds.set(key, found);
    }),
  );
  return { kinds, unreachable };
}

async function inClusterOrRepository(
  key: string,
  { apiVersion, kind }: KindName,
  { ground, defined, changed }: Sources,
): Promise<CustomKind | undefined> {
  const own =
    builtInKind(apiVersion, kind) === undefined ? (defined.get(key) ?? inOtherVersions(key, defined)) : undefined;
  if (own !== undefined && changed.has(key)) return own;
  const published = await ground.published?.kind(apiVersion, kind);
  return published?.served === false ? (own ?? published) : (published ?? own);
}

/** Of a kind that the repository defines, a version that it does not define is none. */
function inOtherVersions(key: string, defined: CustomKinds): CustomKind | undefined {
  const [group, , kind] = key.split("/");
  if (kind === undefined) return undefined;
  const versions = [...defined].filter(([other]) => other.startsWith(`${group}/`) && other.endsWith(`/${kind}`));
  const served = versions.filter(([, { served: is }]) => is).map(([other]) => other.slice(0, other.lastIndexOf("/")));
  if (versions.length === 0) return undefined;
  const instead = served.length === 0 ? {} : { instead: served.join(" or ") };
  return { served: false, openApi: null, source: "The definition in this repository", ...instead };
}

async function inLocations({ apiVersion, kind }: KindName, sources: Sources): Promise<CustomKind | string | undefined> {
  const known = builtInKind(apiVersion, kind) !== undefined || engineKind(apiVersion, kind) !== undefined;
  const wanted = { apiVersion, kind, kubernetesVersion: `1.${sources.ground.minor}`, known };
  const found = await sources.locations.find(wanted, sources.signal);
  if (found.status === "none") return undefined;
  return found.status === "unreachable" ? found.reason : fromLocation(found.schema, found.from);
}

function fromLocation(schema: JsonObject, from: string): CustomKind | string {
  const misfits = readJsonSchema(schema);
  if (typeof misfits === "string") return `${from} is no JSON Schema that can be used: ${misfits}.`;
  return { served: true, openApi: null, source: `The schema of ${from}`, misfits };
}
