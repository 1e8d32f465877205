import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { globMatches, globMatchesGenerated } from "./glob.ts";
import { type KnownLabels, type Selection, selects } from "./label-selector.ts";

/** What a constraint's `spec.match` is held against. */
export type Candidate = {
  readonly object: JsonObject;
  readonly group: string;
  readonly kind: string;
  /** Null where nothing says so. */
  readonly namespaced: boolean | null;
  /** Null for what is of the cluster, and where nobody says in which. */
  readonly namespace: string | null;
};

/** Labels of a namespace, by its name. */
export type NamespaceLabels = (name: string) => KnownLabels;

/** Whether a constraint is asked, or on what it depends that is not known. */
export type Matched = boolean | { readonly unknown: string };

/**
 * Whether Gatekeeper asks a constraint with this `spec.match` about an object. All parts must hold, and what is left
 * out holds; so one that certainly fails decides, whatever else is unknown (pkg/mutation/match of Gatekeeper).
 */
export function matches(match: JsonObject | undefined, candidate: Candidate, labelsOf: NamespaceLabels): Matched {
  if (match === undefined) return true;
  const parts = [
    ofKinds(match.kinds, candidate),
    ofScope(match.scope, candidate),
    inNamespaces(match.namespaces, candidate),
    outsideNamespaces(match.excludedNamespaces, candidate),
    ofLabels(match.labelSelector, candidate),
    ofName(match.name, candidate),
    // What a manifest says is original; what a workload would make of it is not looked at.
    match.source !== "Generated",
  ];
  if (parts.includes(false)) return false;
  const known = [...parts, ofNamespaceLabels(match.namespaceSelector, candidate, labelsOf)];
  if (known.includes(false)) return false;
  return known.find((part) => typeof part === "object") ?? true;
}

function ofKinds(kinds: Json | undefined, { group, kind }: Candidate): Matched {
  if (!isJsonArray(kinds) || kinds.length === 0) return true;
  return kinds.filter(isJsonObject).some((one) => holds(one.kinds, kind) && holds(one.apiGroups, group));
}

function holds(list: Json | undefined, wanted: string): boolean {
  return !isJsonArray(list) || list.length === 0 || list.includes("*") || list.includes(wanted);
}

function ofScope(scope: Json | undefined, candidate: Candidate): Matched {
  if (scope !== "Cluster" && scope !== "Namespaced") return true;
  if (isNamespace(candidate)) return scope === "Cluster";
  if (candidate.namespaced === null) return notKnown(candidate);
  return candidate.namespaced === (scope === "Namespaced");
}

function inNamespaces(globs: Json | undefined, candidate: Candidate): Matched {
  if (!isJsonArray(globs) || globs.length === 0) return true;
  return within(globs, candidate, { ofCluster: true, found: true });
}

function outsideNamespaces(globs: Json | undefined, candidate: Candidate): Matched {
  if (!isJsonArray(globs) || globs.length === 0) return true;
  return within(globs, candidate, { ofCluster: true, found: false });
}

/** What is of the cluster has no namespace that could keep it out. */
function within(
  globs: readonly Json[],
  candidate: Candidate,
  answer: { readonly ofCluster: boolean; readonly found: boolean },
): Matched {
  const namespace = namespaceFor(candidate);
  if (namespace === null) return answer.ofCluster;
  if (typeof namespace === "object") return namespace;
  return globs.some((glob) => globMatches(String(glob), namespace)) === answer.found;
}

function ofLabels(selector: Json | undefined, { object }: Candidate): Matched {
  if (!isJsonObject(selector)) return true;
  return selects(selector, { labels: labelsIn(object), others: false }) === true;
}

function ofNamespaceLabels(selector: Json | undefined, candidate: Candidate, labelsOf: NamespaceLabels): Matched {
  if (!isJsonObject(selector)) return true;
  if (isNamespace(candidate)) return selects(selector, { labels: labelsIn(candidate.object), others: false }) === true;
  const namespace = namespaceFor(candidate);
  if (namespace === null) return true;
  if (typeof namespace === "object") return namespace;
  const selected: Selection = selects(selector, labelsOf(namespace));
  if (selected !== "unknown") return selected;
  return { unknown: `its namespaceSelector asks for labels of the namespace ${namespace}, which is not declared here` };
}

function ofName(glob: Json | undefined, { object }: Candidate): Matched {
  if (typeof glob !== "string" || glob === "") return true;
  const { name, generateName } = metadataOf(object);
  if (typeof name === "string" && globMatches(glob, name)) return true;
  return typeof generateName === "string" && globMatchesGenerated(glob, generateName);
}

/** Null is of the cluster. A Namespace stands for itself. */
function namespaceFor(candidate: Candidate): string | null | { readonly unknown: string } {
  if (isNamespace(candidate)) return String(metadataOf(candidate.object).name);
  if (candidate.namespace !== null) return candidate.namespace;
  return candidate.namespaced === false ? null : notKnown(candidate);
}

function notKnown({ kind, namespaced }: Candidate): { readonly unknown: string } {
  return {
    unknown: namespaced === true ? "its namespace is not known" : `nothing says whether a ${kind} is of a namespace`,
  };
}

export function isNamespace({ group, kind }: Pick<Candidate, "group" | "kind">): boolean {
  return group === "" && kind === "Namespace";
}

export function labelsIn(object: JsonObject): JsonObject {
  const { labels } = metadataOf(object);
  return isJsonObject(labels) ? labels : {};
}

function metadataOf({ metadata }: JsonObject): JsonObject {
  return isJsonObject(metadata) ? metadata : {};
}
