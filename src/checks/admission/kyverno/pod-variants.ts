import { isJsonArray, isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import { textsOf } from "./match.ts";

type Workloads = { readonly group: string; readonly resources: readonly string[]; readonly path: string };

/** Resources that make Pods of a template, by where it stands in them. */
const workloads: readonly Workloads[] = [
  { group: "apps", resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], path: "spec.template" },
  { group: "batch", resources: ["jobs"], path: "spec.template" },
  { group: "batch", resources: ["cronjobs"], path: "spec.jobTemplate.spec.template" },
];

/**
 * A policy in CEL with those that Kyverno makes of it for what makes Pods (pkg/cel/autogen): for policies about Pods
 * and nothing else, without selectors. Expressions lead to the template then, but for the object's own name and
 * namespace.
 */
export function podVariants(policy: Manifest): readonly Manifest[] {
  const { spec } = policy.object;
  const rule = isJsonObject(spec) ? podRule(spec) : undefined;
  if (!isJsonObject(spec) || rule === undefined) return [policy];
  const wanted = wantedResources(spec);
  const variants = workloads.flatMap(({ group, resources, path }): Manifest[] => {
    const chosen = resources.filter((one) => wanted === undefined || wanted.includes(one));
    if (chosen.length === 0) return [];
    const moved = rewritten(spec, path);
    const resourceRules = [
      { apiGroups: [group], apiVersions: ["v1"], operations: rule.operations ?? [], resources: chosen },
    ];
    return [{ ...policy, object: { ...policy.object, spec: { ...moved, matchConstraints: { resourceRules } } } }];
  });
  return [policy, ...variants];
}

function podRule({ matchConstraints }: JsonObject): JsonObject | undefined {
  if (!isJsonObject(matchConstraints)) return undefined;
  const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = matchConstraints;
  const [rule, ...others] = isJsonArray(resourceRules) ? resourceRules : [];
  const narrows = isJsonArray(excludeResourceRules) && excludeResourceRules.length > 0;
  if (
    narrows ||
    others.length > 0 ||
    [namespaceSelector, objectSelector].some((one) => isJsonObject(one) && selectsSome(one))
  ) {
    return undefined;
  }
  return isJsonObject(rule) && isAboutPods(rule) ? rule : undefined;
}

function selectsSome({ matchLabels, matchExpressions }: JsonObject): boolean {
  return (
    (isJsonObject(matchLabels) && Object.keys(matchLabels).length > 0) ||
    (isJsonArray(matchExpressions) && matchExpressions.length > 0)
  );
}

function isAboutPods({ apiGroups, apiVersions, resources, resourceNames }: JsonObject): boolean {
  const only = (list: JsonObject[string] | undefined, one: string) => {
    const texts = textsOf(list);
    return texts.length === 1 && texts[0] === one;
  };
  return (
    only(apiGroups, "") && only(apiVersions, "v1") && only(resources, "pods") && textsOf(resourceNames).length === 0
  );
}

/** Undefined means all. */
function wantedResources({ autogen }: JsonObject): readonly string[] | undefined {
  const podControllers = isJsonObject(autogen) ? autogen.podControllers : undefined;
  const controllers = isJsonObject(podControllers) ? podControllers.controllers : undefined;
  return isJsonArray(controllers) ? textsOf(controllers) : undefined;
}

function rewritten(spec: JsonObject, path: string): JsonObject {
  const text = ["spec", "metadata"].reduce(
    (one, field) =>
      one.replace(new RegExp(`(object|oldObject)\\.${field}(?!\\.name(?:space)?(?!\\w))`, "g"), `$1.${path}.${field}`),
    JSON.stringify(spec),
  );
  return JSON.parse(text);
}
