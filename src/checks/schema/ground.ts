import type { CheckScope } from "../check.ts";
import { openPublished, type Published } from "./published.ts";
import { kubernetesVersions, minorOf, newestKubernetes } from "./versions.ts";

/** The Kubernetes that the manifests of an environment are for. */
export type Ground = {
  /** Of the releases that are known here, the one that is nearest. */
  readonly minor: number;
  /** What its cluster says itself. */
  readonly published: Published | null;
  /** What of the environment's settings could not be used, in a sentence each. */
  readonly notes: readonly string[];
};

/** An environment's own version and schemas, from the base: what the change would have is not obeyed. */
export async function groundOf(
  { environments, base, head }: Pick<CheckScope, "environments" | "base" | "head">,
  environment: string,
  otherwise: number,
): Promise<Ground> {
  const { kubernetesVersion, schemas } = environments.get(environment) ?? {};
  const published = schemas === undefined ? null : await openPublished(base ?? head, schemas, environment);
  const unusable = typeof published === "string";
  const version = kubernetesVersion ?? (unusable ? undefined : versionIn(published)) ?? `1.${otherwise}`;
  return {
    minor: nearestMinor(version),
    published: unusable ? null : published,
    notes: [
      ...(unusable ? [`The schemas of ${environment} are not used: ${published}.`] : []),
      ...(minorOf(version) === undefined ? [unknownVersion(environment, version)] : []),
    ],
  };
}

function versionIn(published: Published | null): string | undefined {
  return published?.minor === undefined ? undefined : `1.${published.minor}`;
}

/** The settings promise a form, not a release that is known. */
function nearestMinor(version: string): number {
  const wanted = Number(version.split(".")[1]);
  const [oldest, newest] = [minorOf(kubernetesVersions[0]), minorOf(newestKubernetes)];
  return Math.min(Math.max(wanted, oldest ?? 0), newest ?? wanted);
}

function unknownVersion(environment: string, version: string): string {
  return `${environment} runs Kubernetes ${version}; known are ${kubernetesVersions[0]} to ${newestKubernetes}, so its manifests are judged as for 1.${nearestMinor(version)}.`;
}
