import type { JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Change } from "../../domain/plan.ts";
import { covers, type FieldPattern } from "./field-pattern.ts";
import { diffFields, type FieldDifference } from "./fields.ts";
import { needsReplacing } from "./immutable.ts";
import { maskSecrets, unmaskField } from "./mask.ts";
import type { Pair } from "./match.ts";
import { detectRisks } from "./risks.ts";
import { sameJson } from "./same-json.ts";

/** A change that is decided, before its lines are looked up. */
export type ChangedResource = Pair & { readonly change: DecidedChange };
export type DecidedChange = Omit<Change, "fields" | "sources"> & { readonly fields: readonly FieldDifference[] };

export type CompareOptions = { readonly ignore: readonly FieldPattern[]; readonly hide: readonly FieldPattern[] };

/** What the server or a tool writes, wherever it stands in a source: applying it changes nothing. */
const written: readonly FieldPattern[] = [
  ["status"],
  ...["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"].map((name) => [
    "metadata",
    name,
  ]),
  ["metadata", "annotations", "config.kubernetes.io/origin"],
  ["metadata", "annotations", "alpha.config.kubernetes.io/transformations"],
];

/** Of something new, these say only what the change is called anyway. */
const naming = new Set(["apiVersion", "kind", "metadata.name", "metadata.namespace"]);

/** One thing on both sides: what changes, if anything, and how many differences were left out. */
export function compareResource(
  pair: Pair,
  options: CompareOptions,
): { readonly changed: ChangedResource | null; readonly ignored: number } {
  if (pair.after === null) return { changed: withRisks(pair, { action: "delete", fields: [] }), ignored: 0 };
  if (pair.before === null) {
    const { fields } = diff({ before: {}, after: pair.after.object }, pair.after, options);
    const told = fields.filter(({ path }) => !naming.has(path));
    return { changed: withRisks(pair, { action: "create", fields: told }), ignored: 0 };
  }
  const objects = { before: pair.before.object, after: pair.after.object };
  if (sameJson(objects.before, objects.after)) return { changed: null, ignored: 0 };
  const { fields, ignored } = diff(objects, pair.after, options);
  if (fields.length === 0) return { changed: null, ignored };
  const isSameObject = pair.before.id.name === pair.after.id.name;
  const action = isSameObject && needsReplacing(pair.after.id, fields, objects) ? "replace" : "update";
  return { changed: withRisks(pair, { action, fields }), ignored };
}

function diff(
  objects: { readonly before: JsonObject; readonly after: JsonObject },
  { id }: Manifest,
  { ignore, hide }: CompareOptions,
): { fields: readonly FieldDifference[]; ignored: number } {
  const masked = { before: maskSecrets(objects.before, hide), after: maskSecrets(objects.after, hide) };
  const { fields, meaningless } = diffFields(masked.before, masked.after, { builtIn: isBuiltIn(id.group) });
  const shown = fields.filter(({ steps }) => ![...written, ...ignore].some((pattern) => covers(pattern, steps)));
  return { fields: shown.map(unmaskField), ignored: meaningless + fields.length - shown.length };
}

function withRisks(pair: Pair, decided: Pick<DecidedChange, "action" | "fields">): ChangedResource {
  const { id, apiVersion } = pair.after ?? pair.before;
  const objects = { before: pair.before?.object ?? null, after: pair.after?.object ?? null };
  const risks = detectRisks({ ...decided, ...objects, id });
  return { ...pair, change: { ...decided, apiVersion, id, risks } };
}

/** Groups without a dot are Kubernetes' own, and so are those below k8s.io that are served by it. */
function isBuiltIn(group: string): boolean {
  return !group.includes(".") || builtInGroups.has(group);
}

const builtInGroups = new Set(
  "admissionregistration apiextensions authentication authorization certificates coordination discovery events flowcontrol networking node rbac.authorization resource scheduling storage"
    .split(" ")
    .map((name) => `${name}.k8s.io`),
);
