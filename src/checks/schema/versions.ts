/** The Kubernetes releases that can be asked for, newest last. The fields before 1.32 are those of 1.32. */
export const kubernetesVersions = [
  "1.20",
  "1.21",
  "1.22",
  "1.23",
  "1.24",
  "1.25",
  "1.26",
  "1.27",
  "1.28",
  "1.29",
  "1.30",
  "1.31",
  "1.32",
  "1.33",
  "1.34",
  "1.35",
  "1.36",
] as const;

type KubernetesVersion = (typeof kubernetesVersions)[number];

/** The release that is meant when nothing is said. */
export const newestKubernetes = "1.36" satisfies KubernetesVersion;

/** `1.34` → 34; undefined for a release that is not known here. */
export function minorOf(version: string): number | undefined {
  const known: readonly string[] = kubernetesVersions;
  return known.includes(version) ? Number(version.slice(2)) : undefined;
}
