import { lifetimeOf } from "../../checks/schema/availability.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import { type Action, risks as everyRisk, type Risk } from "../../domain/plan.ts";
import { lostLimits, lostProbes } from "./container-losses.ts";
import { newExposures } from "./exposure.ts";
import type { FieldDifference } from "./fields.ts";
import { openedTraffic } from "./network.ts";
import { at, mapAt, podTemplate } from "./pods.ts";
import { newPermissions } from "./rbac.ts";
import type { Both, Relation } from "./relations.ts";
import { labelSelector, matches } from "./selector.ts";
import { isStateful } from "./stateful.ts";
import { uninstalls } from "./uninstall.ts";
import { goesBack, losesPin, type VersionChange, versionChange } from "./version-field.ts";

/** What there is to know about one change; objects are null on the side that has none. */
type RiskSubject = {
  readonly action: Action;
  readonly id: ResourceId;
  readonly apiVersion: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly fields: readonly FieldDifference[];
  /** Set where it stood in another application before. */
  readonly moved: boolean;
  /** The minor release of Kubernetes that it is for. */
  readonly minor: number;
  readonly surroundings: Both;
  /** What lies between it and others. */
  readonly relations: readonly Relation[];
};

type Assessment = {
  /** Most dangerous first. */
  readonly risks: readonly Risk[];
  readonly reasons: Readonly<Partial<Record<Risk, string>>>;
};

/** Why a reader should stop at a change, and what is to be said of it beyond what holds for all of its kind. */
export function assessRisks(subject: RiskSubject): Assessment {
  const risks: Risk[] = [];
  const reasons: Partial<Record<Risk, string>> = {};
  for (const risk of everyRisk) {
    const found = detectors[risk](subject);
    if (found === false) continue;
    risks.push(risk);
    if (typeof found === "string") reasons[risk] = found;
  }
  return { risks, reasons };
}

/** Whether there is the risk; a text is what there is to say about it here. */
type Detector = (subject: RiskSubject) => boolean | string;

const detectors = {
  "deletes-stateful": ({ action, id }) => removes(action) && isStateful(id),
  "deletes-namespace": deletesNamespace,
  "deletes-definition": deletesDefinition,
  uninstalls,
  "may-be-pruned": ({ moved, id }) => moved && (isStateful(id) || isNamespace(id) || isDefinition(id)),
  replaces: replaces,
  "widens-permissions": ({ id, before, after }) => (after !== null && newPermissions(id, before, after)) || false,
  "opens-network": (subject) => sentences(openedTraffic(subject)),
  exposes: exposes,
  "removed-api": removedApi,
  "misses-own-pods": missesOwnPods,
  "loses-endpoints": related("loses-endpoints"),
  "changes-selector": ({ fields, before, action }) =>
    before !== null && action !== "delete" && fields.some(({ steps }) => isSelector(steps)),
  "scales-to-zero": scalesToZero,
  "blocks-eviction": related("blocks-eviction"),
  "fights-autoscaler": related("fights-autoscaler"),
  "drops-probe": ({ before, after }) => before !== null && after !== null && sentences(lostProbes(before, after)),
  "drops-limit": ({ before, after }) => before !== null && after !== null && sentences(lostLimits(before, after)),
  "moves-image-back": (subject) => versionsOf(subject).some(goesBack),
  "unpins-image": unpins,
} as const satisfies Record<Risk, Detector>;

function removes(action: Action): boolean {
  return action === "delete" || action === "replace";
}

/** One sentence of several findings, or false for none. */
function sentences(found: readonly string[]): string | false {
  const [first, ...others] = found;
  if (first === undefined) return false;
  const shown = [first, ...others.slice(0, 4)];
  const more = found.length - shown.length;
  const text = `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function related(risk: Risk): Detector {
  return ({ relations }) => {
    const reasons = relations.filter((relation) => relation.risk === risk).map(({ reason }) => reason);
    return reasons.length > 0 && reasons.slice(0, 5).join(" ");
  };
}

function isNamespace({ group, kind }: ResourceId): boolean {
  return kind === "Namespace" && group === "";
}

function isDefinition({ kind }: ResourceId): boolean {
  return kind === "CustomResourceDefinition";
}

function deletesNamespace({ action, id, surroundings }: RiskSubject): boolean | string {
  if (!removes(action) || !isNamespace(id)) return false;
  const { all, stateful } = surroundings.before.inNamespace(id.name);
  if (all === 0) return true;
  const data = stateful === 0 ? "" : `, ${stateful} of them with data`;
  return `${all === 1 ? "1 resource" : `${all} resources`} known here ${all === 1 ? "is" : "are"} in it${data}.`;
}

function deletesDefinition({ action, id, before, surroundings }: RiskSubject): boolean | string {
  if (!removes(action) || !isDefinition(id)) return false;
  const [group, kind] = [at(before, "spec", "group"), at(before, "spec", "names", "kind")];
  const count = surroundings.before.ofKind(String(group), String(kind));
  return count === 0 || `${count} of its resources ${count === 1 ? "is" : "are"} known here.`;
}

function replaces({ action, fields }: RiskSubject): boolean | string {
  if (action !== "replace") return false;
  const forcing = fields.filter((field) => field.replaces).map(({ path }) => path);
  if (forcing.length === 0) return true;
  return `${forcing.length === 1 ? "That field is" : "Those fields are"} ${listed(forcing)}.`;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 3);
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  return shown.join(", ") + more;
}

function exposes({ id, before, after }: RiskSubject): boolean | string {
  const ways = after === null ? [] : newExposures(id, before, after);
  return ways.length > 0 && `New from outside the cluster: ${listed(ways)}.`;
}

/** https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
function removedApi({ id, apiVersion, after, minor }: RiskSubject): boolean | string {
  const { removed, instead } = (after !== null && lifetimeOf(apiVersion, id.kind)) || {};
  if (removed === undefined || minor < removed) return false;
  return `${apiVersion} of ${id.kind} is gone from Kubernetes 1.${removed} on${instead === undefined ? "" : `; ${instead} took its place`}.`;
}

const selecting: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

function missesOwnPods({ id, before, after }: RiskSubject): boolean {
  return (
    id.group === "apps" && selecting.has(id.kind) && after !== null && misses(after) && !(before && misses(before))
  );
}

function misses(object: JsonObject): boolean {
  const selector = labelSelector(at(object, "spec", "selector"));
  const template = podTemplate(object);
  return selector !== null && template !== undefined && !matches(selector, mapAt(template, "metadata", "labels"));
}

function isSelector([first, second]: readonly string[]): boolean {
  return first === "spec" && (second === "selector" || second === "podSelector");
}

/** An absent `replicas` is one, as the API's default says. */
function scalesToZero({ before, fields }: RiskSubject): boolean | string {
  const field = fields.find(({ path, after }) => path === "spec.replicas" && after === 0);
  return before !== null && field !== undefined && `From ${Number(field.before ?? 1)} to 0 replicas.`;
}

function versionsOf({ fields }: RiskSubject): readonly VersionChange[] {
  return fields.flatMap((field) => versionChange(field, fields) ?? []);
}

/** A range of a chart's versions is nothing new; a branch of a repository is what most follow. */
function unpins(subject: RiskSubject): boolean | string {
  const unpinned = versionsOf(subject).filter(losesPin);
  return sentences(unpinned.map(({ before, after, of }) => `the ${of} ${after} took the place of ${before}`));
}
