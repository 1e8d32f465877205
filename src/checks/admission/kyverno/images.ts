import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/** The `images` of a workload as rules see them, and those of which versions of Kyverno say different things. */
type Images = { readonly images: JsonObject | null; readonly incomplete: readonly Json[] };

const lists = ["initContainers", "containers", "ephemeralContainers"] as const;

const specs: { readonly [kind: string]: readonly string[] } = {
  Pod: ["spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  Deployment: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  ReplicationController: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
};

/** By list and container name: registry, path, name, tag and digest, with the registry docker.io where none is named. */
export function imagesOf(object: JsonObject): Images {
  const steps = specs[String(object.kind)];
  const spec = steps?.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) ? value[step] : undefined),
    object,
  );
  if (!isJsonObject(spec)) return { images: null, incomplete: [] };
  const incomplete: Json[] = [];
  const images: Record<string, JsonObject> = {};
  for (const list of lists) {
    const containers = spec[list];
    if (!isJsonArray(containers)) continue;
    const named = containers.filter(isJsonObject).flatMap(({ name, image }) => {
      const info = typeof image === "string" ? imageOf(image) : undefined;
      return info === undefined ? [] : [[String(name), info] as const];
    });
    if (named.length > 0) images[list] = Object.fromEntries(named);
    incomplete.push(...named.map(([, info]) => info).filter(({ path }) => path === undefined));
  }
  return { images: Object.keys(images).length === 0 ? null : images, incomplete };
}

/** Undefined for a reference that is none; Kyverno leaves the rule's images out then. */
function imageOf(image: string): JsonObject | undefined {
  const [, name = "", tag = "", digest = ""] =
    /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/.exec(
      image,
    ) ?? [];
  if (name === "") return undefined;
  const first = name.slice(0, Math.max(0, name.indexOf("/")));
  const hasRegistry = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const [registry, path] = hasRegistry ? [first, name.slice(first.length + 1)] : ["docker.io", name];
  const shown = tag === "" && digest === "" ? "latest" : tag;
  const common = {
    registry,
    name: path.slice(path.lastIndexOf("/") + 1),
    ...(shown === "" ? {} : { tag: shown }),
    ...(digest === "" ? {} : { digest }),
  };
  // Of an image without a directory, newer versions say `library/` in front.
  if (!path.includes("/")) return common;
  const whole = `${registry}/${path}`;
  return {
    ...common,
    path,
    reference: digest === "" ? `${whole}:${shown}` : `${whole}@${digest}`,
    referenceWithTag: `${whole}:${shown}`,
  };
}
