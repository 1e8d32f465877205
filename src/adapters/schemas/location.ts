import type { WantedSchema } from "../../ports/schemas.ts";

/**
 * The address of a kind's schema at a place, by the variables that kubeconform's `-schema-location` has
 * (https://github.com/yannh/kubeconform, pkg/registry); undefined for a name that could lead elsewhere.
 */
export function addressOf(location: string, wanted: WantedSchema): string | undefined {
  const [group = "", version = group] = wanted.apiVersion.split("/");
  const names = [group, version, wanted.kind, wanted.kubernetesVersion];
  if (!names.every((name) => /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name) && !name.includes(".."))) {
    return undefined;
  }
  const values: Readonly<Record<string, string>> = {
    NormalizedKubernetesVersion: `v${wanted.kubernetesVersion}.0`,
    StrictSuffix: "-strict",
    ResourceKind: wanted.kind.toLowerCase(),
    ResourceAPIVersion: version,
    Group: group,
    KindSuffix: `-${[group.split(".")[0] ?? "", ...(wanted.apiVersion.includes("/") ? [version] : [])].join("-").toLowerCase()}`,
  };
  return complete(location).replaceAll(/\{\{-?\s*\.(\w+)\s*-?\}\}/g, (_, name: string) => values[name] ?? "");
}

/** Up to where a place is the same for every kind. */
export function rootOf(location: string): string {
  return complete(location)
    .replace(/\{\{[\s\S]*$/, "")
    .replace(/[^/]*$/, "");
}

function complete(location: string): string {
  if (/\.json$/.test(location)) return location;
  const folder = "{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}";
  return `${location.replace(/\/$/, "")}/${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
}
