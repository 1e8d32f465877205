import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { type KnownLabels, type Selection, selects } from "../gatekeeper/label-selector.ts";
import { parseKind } from "./kind.ts";
import { type NamespaceLabels, type Subject, tagsOf } from "./subject.ts";
import { hasWildcard, matchesWildcard } from "./wildcard.ts";

/** Whether a rule is asked about an object, or on what it depends that is not known. */
export type Matched = boolean | { readonly unknown: string };

/**
 * `match` without `exclude`: `any`, `all`, or the older form without either. All parts of a block must hold, and one
 * that certainly fails decides, whatever else is unknown (Kyverno's pkg/engine/utils/match.go).
 */
export function isMatched(rule: JsonObject, subject: Subject, labelsOf: NamespaceLabels): Matched {
  const match = isJsonObject(rule.match) ? rule.match : {};
  const included = anyOrAll(match, subject, labelsOf) ?? false;
  if (included === false) return false;
  const exclude = isJsonObject(rule.exclude) ? rule.exclude : {};
  const excluded = anyOrAll(exclude, subject, labelsOf) ?? false;
  if (excluded === true) return false;
  return included === true ? not(excluded) : included;
}

/** Undefined when there is nothing in it. Also how exceptions match. */
export function anyOrAll(blocks: JsonObject, subject: Subject, labelsOf: NamespaceLabels): Matched | undefined {
  const each = (list: readonly Json[]) =>
    list.filter(isJsonObject).map((block) => ofBlock(block, subject, labelsOf) ?? false);
  if (isJsonArray(blocks.any) && blocks.any.length > 0) return anyOf(each(blocks.any));
  if (isJsonArray(blocks.all) && blocks.all.length > 0) return allOf(each(blocks.all));
  return ofBlock(blocks, subject, labelsOf);
}

function ofBlock(block: JsonObject, subject: Subject, labelsOf: NamespaceLabels): Matched | undefined {
  const resources = isJsonObject(block.resources) ? block.resources : {};
  const who = ["roles", "clusterRoles", "subjects"].filter((key) => isJsonArray(block[key]) && block[key].length > 0);
  if (Object.keys(resources).length === 0 && who.length === 0) return undefined;
  const user = who.map((key): Matched => ({ unknown: `it asks for ${key}, and who will ask is not known here` }));
  return allOf([...ofResources(resources, subject, labelsOf), ...user]);
}

function ofResources(resources: JsonObject, subject: Subject, labelsOf: NamespaceLabels): readonly Matched[] {
  const { operations, kinds, name, names, namespaces, annotations, selector, namespaceSelector } = resources;
  return [
    isEmpty(operations) || textsOf(operations).includes(subject.operation),
    isEmpty(kinds) || textsOf(kinds).some((kind) => isOfKind(kind, subject)),
    typeof name !== "string" || name === "" || matchesWildcard(name, subject.name),
    isEmpty(names) || textsOf(names).some((one) => matchesWildcard(one, subject.name)),
    isEmpty(namespaces) || ofNamespaces(textsOf(namespaces), subject),
    !isJsonObject(annotations) || hasAnnotations(annotations, tagsOf(subject.about, "annotations")),
    !isJsonObject(selector) ||
      selectsWith(selector, { labels: tagsOf(subject.about, "labels"), others: false }) === true,
    !isJsonObject(namespaceSelector) || ofNamespaceSelector(namespaceSelector, subject, labelsOf),
  ];
}

function isOfKind(text: string, { group, version, kind }: Subject): boolean {
  const wanted = parseKind(text);
  return (
    (wanted.subresource === "" || wanted.subresource === "*") &&
    matchesWildcard(wanted.group, group) &&
    matchesWildcard(wanted.version, version) &&
    matchesWildcard(wanted.kind, kind)
  );
}

/** A Namespace stands for itself; what is of the cluster has an empty namespace, which only wildcards match. */
function ofNamespaces(wanted: readonly string[], { kind, name, namespace }: Subject): Matched {
  const within = kind === "Namespace" ? name : namespace;
  if (within !== undefined) return wanted.some((one) => matchesWildcard(one, within ?? ""));
  return wanted.includes("*") || { unknown: "it asks for namespaces, and the object's is not known here" };
}

function hasAnnotations(wanted: JsonObject, given: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) =>
    Object.entries(given).some(
      ([own, one]) => matchesWildcard(key, own) && matchesWildcard(String(value), String(one)),
    ),
  );
}

function ofNamespaceSelector(selector: JsonObject, { kind, namespace }: Subject, labelsOf: NamespaceLabels): Matched {
  if (kind === "Namespace") return false;
  const known: KnownLabels =
    namespace === undefined
      ? { labels: {}, others: true }
      : namespace === null
        ? { labels: {}, others: false }
        : labelsOf(namespace);
  const selected = selectsWith(selector, known);
  if (selected !== "unknown") return selected;
  return { unknown: `it asks for labels of the namespace ${namespace ?? ""}, which is not declared here` };
}

/** A label selector whose `matchLabels` may have wildcards in keys and values. */
export function selectsWith(selector: JsonObject, known: KnownLabels): Selection {
  const labels = Object.entries(isJsonObject(selector.matchLabels) ? selector.matchLabels : {});
  const isWild = ([key, value]: [string, Json]) => hasWildcard(key) || hasWildcard(String(value));
  const wild = labels.filter(isWild).map(([key, value]): Selection => {
    const found = Object.entries(known.labels).some(
      ([own, one]) => matchesWildcard(key, own) && matchesWildcard(String(value), String(one)),
    );
    return found || (known.others ? "unknown" : false);
  });
  const plain = Object.fromEntries(labels.filter((entry) => !isWild(entry)));
  const met = [...wild, selects({ ...selector, matchLabels: plain }, known)];
  if (met.includes(false)) return false;
  return met.includes("unknown") ? "unknown" : true;
}

function allOf(parts: readonly Matched[]): Matched {
  if (parts.includes(false)) return false;
  return parts.find((part) => typeof part === "object") ?? true;
}

function anyOf(parts: readonly Matched[]): Matched {
  if (parts.includes(true)) return true;
  return parts.find((part) => typeof part === "object") ?? false;
}

function not(matched: Matched): Matched {
  return typeof matched === "object" ? matched : !matched;
}

function isEmpty(list: Json | undefined): boolean {
  return !isJsonArray(list) || list.length === 0;
}

/** The texts of a list. */
export function textsOf(list: Json | undefined): readonly string[] {
  return isJsonArray(list) ? list.filter((one) => typeof one === "string") : [];
}
