import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

const group = "rbac.authorization.k8s.io";

/**
 * Whether RBAC allows more after than before: a rule that nothing covered, a subject more on a binding,
 * or any way to `cluster-admin`. `before` is null for a new object.
 */
export function widensPermissions(
  id: { group: string; kind: string },
  before: JsonObject | null,
  after: JsonObject,
): boolean {
  if (id.group !== group) return false;
  if (id.kind === "Role" || id.kind === "ClusterRole")
    return before === null ? allowsEverything(after) : roleGrows(before, after);
  if (id.kind === "RoleBinding" || id.kind === "ClusterRoleBinding") return bindingGrows(before, after);
  return false;
}

type RbacRule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty stands for every one. */
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
};

/** A new role grants nothing until it is bound; one that allows everything is still worth a look. */
function allowsEverything(role: JsonObject): boolean {
  return rulesOf(role).some(({ resources, verbs }) => resources.includes("*") && verbs.includes("*"));
}

function roleGrows(before: JsonObject, after: JsonObject): boolean {
  const earlier = rulesOf(before);
  return rulesOf(after).some((rule) => !isCovered(rule, earlier)) || aggregation(after) !== aggregation(before);
}

/** Every single permission of the rule has one rule among the others that grants it. */
function isCovered(rule: RbacRule, by: readonly RbacRule[]): boolean {
  const groupsCovered = rule.apiGroups.every((apiGroup) =>
    rule.resources.every((resource) =>
      rule.verbs.every((verb) =>
        (rule.resourceNames.length === 0 ? [null] : rule.resourceNames).every((name) =>
          by.some((other) => grants(other, { apiGroup, resource, verb, name })),
        ),
      ),
    ),
  );
  return (
    groupsCovered &&
    rule.nonResourceURLs.every((url) => rule.verbs.every((verb) => by.some((other) => opens(other, url, verb))))
  );
}

type Permission = {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verb: string;
  /** Null for every name. */
  readonly name: string | null;
};

function grants(rule: RbacRule, { apiGroup, resource, verb, name }: Permission): boolean {
  const [, subresource] = resource.split("/");
  return (
    holds(rule.apiGroups, apiGroup) &&
    (holds(rule.resources, resource) || (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    holds(rule.verbs, verb) &&
    (rule.resourceNames.length === 0 || (name !== null && rule.resourceNames.includes(name)))
  );
}

function opens(rule: RbacRule, url: string, verb: string): boolean {
  const reaches = (pattern: string) =>
    pattern === url || (pattern.endsWith("*") && url.startsWith(pattern.slice(0, -1)));
  return holds(rule.verbs, verb) && rule.nonResourceURLs.some(reaches);
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes("*") || list.includes(value);
}

function bindingGrows(before: JsonObject | null, after: JsonObject): boolean {
  const role = isJsonObject(after.roleRef) ? after.roleRef.name : undefined;
  const earlier = before === null ? [] : subjectsOf(before);
  const grows = subjectsOf(after).some((subject) => !earlier.includes(subject));
  const roleChanged = before !== null && isJsonObject(before.roleRef) && before.roleRef.name !== role;
  if (role === "cluster-admin") return grows || roleChanged;
  return before !== null && grows;
}

function subjectsOf({ subjects }: JsonObject): readonly string[] {
  if (!isJsonArray(subjects)) return [];
  return subjects
    .filter(isJsonObject)
    .map(({ kind, namespace, name }) => JSON.stringify([kind, namespace ?? null, name]));
}

/** A label such as `rbac.authorization.k8s.io/aggregate-to-admin` adds the role to another; selectors collect them. */
function aggregation({ metadata, aggregationRule }: JsonObject): string {
  const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
  const added = Object.entries(labels).filter(
    ([name, value]) => name.startsWith(`${group}/aggregate-to-`) && value === "true",
  );
  return JSON.stringify([added.map(([name]) => name).sort(), aggregationRule ?? null]);
}

function rulesOf({ rules }: JsonObject): readonly RbacRule[] {
  if (!isJsonArray(rules)) return [];
  return rules.filter(isJsonObject).map((rule) => ({
    apiGroups: texts(rule.apiGroups),
    resources: texts(rule.resources),
    verbs: texts(rule.verbs),
    resourceNames: texts(rule.resourceNames),
    nonResourceURLs: texts(rule.nonResourceURLs),
  }));
}

function texts(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((each) => typeof each === "string") : [];
}
