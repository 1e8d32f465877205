import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { listAt, objectAt, textAt } from "../fields.ts";

/** One way a bundle is deployed: what a target changes, and names that may be its environment's. */
export type Target = { readonly name: string | null; readonly options: JsonObject; readonly names: readonly string[] };

/**
 * A bundle is deployed once per `targetCustomizations`, which older files call `targets` (rancher/fleet adds
 * them up), and without any as it is: then a single target of `overrideTargets`, or of the GitRepo, may say where.
 */
export function targetsOf(options: JsonObject, ofRepository: readonly Json[]): readonly Target[] {
  const customized = customizing.flatMap((field) => listAt(options, field)).filter(isJsonObject);
  if (customized.length > 0) return customized.filter(({ doNotDeploy }) => doNotDeploy !== true).map(targetOf);
  const own = listAt(options, "overrideTargets");
  const [only, ...others] = own.length > 0 ? own : ofRepository;
  const names = isJsonObject(only) && others.length === 0 ? namesOf(only) : [];
  return [{ name: null, options: {}, names }];
}

/** The fields of a `fleet.yaml` that hold targets, in Fleet's order. */
export const customizing = ["targets", "targetCustomizations"] as const;

function targetOf(target: JsonObject, index: number): Target {
  const names = namesOf(target);
  return { name: names[0] ?? `target-${index + 1}`, options: target, names };
}

/** What a target is called, its clusters' group, labels that say the environment, other labels, its cluster. */
function namesOf(target: JsonObject): readonly string[] {
  const labels = Object.entries({
    ...objectAt(target, "clusterGroupSelector", "matchLabels"),
    ...objectAt(target, "clusterSelector", "matchLabels"),
  });
  const telling = labels.filter(([key]) => /(?:^|[./])(?:env|environment|stage)$/.test(key));
  const expressed = listAt(target, "clusterSelector", "matchExpressions").flatMap((one) => {
    const values = listAt(one, "values");
    return textAt(one, "operator") === "In" && values.length === 1 ? values : [];
  });
  return [
    textAt(target, "name"),
    textAt(target, "clusterGroup"),
    ...[...telling, ...labels].map(([, value]) => value),
    ...expressed,
    textAt(target, "clusterName"),
  ].filter((name) => typeof name === "string");
}

/** The options of a bundle as a target has them: `helm`, `kustomize` and `yaml` field by field, lists added. */
export function withTarget(options: JsonObject, target: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...options };
  for (const key of ["namespace", "defaultNamespace"]) if (target[key] !== undefined) merged[key] = target[key];
  for (const key of ["kustomize", "yaml", "helm"]) merged[key] = joined(objectAt(options, key), objectAt(target, key));
  return merged;
}

function joined(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isJsonArray(before) && isJsonArray(value) ? [...before, ...value] : value;
  }
  return merged;
}
