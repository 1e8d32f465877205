import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

const group = "rbac.authorization.k8s.io";

/**
 * What RBAC allows after and did not before, in words: a permission that no rule granted, a subject more on a
 * binding, any way to `cluster-admin`. Null when it is nothing. `before` is null for a new object.
 */
export function newPermissions(
  id: { readonly group: string; readonly kind: string },
  before: JsonObject | null,
  after: JsonObject,
): string | null {
  if (id.group !== group) return null;
  if (id.kind === "Role" || id.kind === "ClusterRole") return ofRole(before, after);
  return id.kind === "RoleBinding" || id.kind === "ClusterRoleBinding" ? ofBinding(before, after) : null;
}

/** A new role grants nothing until it is bound; one that allows everything is still worth a look. */
function ofRole(before: JsonObject | null, after: JsonObject): string | null {
  if (before === null) return allowsEverything(after) ? "Newly allowed, once bound: everything." : null;
  const allowed = [...wordsOf(rulesOf(after), rulesOf(before)), ...aggregationWords(before, after)];
  return allowed.length === 0 ? null : `Newly allowed: ${enumerated(allowed)}.`;
}

type RbacRule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty stands for every one. */
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
};

function allowsEverything(role: JsonObject): boolean {
  return rulesOf(role).some(({ resources, verbs }) => resources.includes("*") && verbs.includes("*"));
}

/** Every permission that nothing before grants, those of the same verbs brought together. */
function wordsOf(rules: readonly RbacRule[], before: readonly RbacRule[]): readonly string[] {
  const byVerbs = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const { verbs, what } of [...newOnResources(rule, before), ...newOnUrls(rule, before)]) {
      if (verbs.length === 0) continue;
      const words = verbs.includes("*") ? "do anything with" : enumerated(verbs);
      byVerbs.set(words, (byVerbs.get(words) ?? new Set()).add(what));
    }
  }
  return [...byVerbs].map(([verbs, what]) => `${verbs} ${enumerated([...what])}`);
}

type New = { readonly verbs: readonly string[]; readonly what: string };

function newOnResources(rule: RbacRule, before: readonly RbacRule[]): readonly New[] {
  const names = rule.resourceNames.length === 0 ? [null] : rule.resourceNames;
  return rule.apiGroups.flatMap((apiGroup) =>
    rule.resources.flatMap((resource) =>
      names.map((name) => ({
        verbs: rule.verbs.filter((verb) => !before.some((one) => grants(one, { apiGroup, resource, verb, name }))),
        what: resourceWords(apiGroup, resource, name),
      })),
    ),
  );
}

function newOnUrls(rule: RbacRule, before: readonly RbacRule[]): readonly New[] {
  return rule.nonResourceURLs.map((url) => ({
    verbs: rule.verbs.filter((verb) => !before.some((one) => opens(one, url, verb))),
    what: url,
  }));
}

function resourceWords(apiGroup: string, resource: string, name: string | null): string {
  const of = apiGroup === "*" ? " in every group" : apiGroup === "" ? "" : ` in ${apiGroup}`;
  const what =
    resource === "*" ? (apiGroup === "*" ? "everything" : `every resource${of || " of the core"}`) : resource + of;
  return name === null ? what : `${what} named ${name}`;
}

/** At most this many: whoever is allowed more is allowed too much anyway. */
const mostNamed = 6;

function enumerated(words: readonly string[]): string {
  const shown = words.slice(0, mostNamed);
  const more = words.length > mostNamed ? [`${words.length - mostNamed} more`] : [];
  const all = [...shown, ...more];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
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

function ofBinding(before: JsonObject | null, after: JsonObject): string | null {
  const { kind = "role", name = "" } = isJsonObject(after.roleRef) ? after.roleRef : {};
  const earlier = before === null ? [] : subjectsOf(before);
  const roleChanged = before !== null && isJsonObject(before.roleRef) && before.roleRef.name !== name;
  const all = name === "cluster-admin";
  // A role that changes is a replace; who has it then is news only where the role allows everything.
  const gaining = subjectsOf(after).filter((subject) => (all && roleChanged) || !earlier.includes(subject));
  if (gaining.length === 0 || (before === null && !all)) return null;
  const may = all ? ", which allows everything" : "";
  return `${enumerated(gaining)} ${gaining.length === 1 ? "gets" : "get"} ${String(kind)} ${String(name)}${may}.`;
}

function subjectsOf({ subjects }: JsonObject): readonly string[] {
  if (!isJsonArray(subjects)) return [];
  return subjects
    .filter(isJsonObject)
    .map(({ kind, namespace, name }) => `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`);
}

/** A label such as `rbac.authorization.k8s.io/aggregate-to-admin` adds the role to another; selectors collect them. */
function aggregationWords(before: JsonObject, after: JsonObject): readonly string[] {
  const earlier = aggregatedTo(before);
  const added = aggregatedTo(after).filter((role) => !earlier.includes(role));
  const collects = canonicalJson(after.aggregationRule ?? null) !== canonicalJson(before.aggregationRule ?? null);
  return [
    ...added.map((role) => `all of it to whoever has the role ${role}`),
    ...(collects && after.aggregationRule !== undefined ? ["what the roles that it now collects allow"] : []),
  ];
}

function aggregatedTo({ metadata }: JsonObject): readonly string[] {
  const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
  const prefix = `${group}/aggregate-to-`;
  return Object.entries(labels)
    .filter(([name, value]) => name.startsWith(prefix) && value === "true")
    .map(([name]) => name.slice(prefix.length))
    .sort();
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
