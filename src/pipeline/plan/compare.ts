import type { JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Action } from "../../domain/plan.ts";
import { covers, type FieldPattern } from "./field-pattern.ts";
import { objectType } from "./field-types.ts";
import { diffFields, type FieldDifference } from "./fields.ts";
import { isHook } from "./hook.ts";
import { forcingFields } from "./immutable.ts";
import { maskNamedSecrets, maskSecrets, unmaskField } from "./mask.ts";
import type { Pair } from "./match.ts";
import { isNoise } from "./noise.ts";
import { sameJson } from "./same-json.ts";
import { alikeSecrets } from "./secrets.ts";
import { isStateful } from "./stateful.ts";

/** A change that is decided by its two sides alone. */
export type Difference = { readonly action: Action; readonly fields: readonly FieldDifference[] };

export type CompareOptions = {
  readonly ignore: readonly FieldPattern[];
  readonly hide: readonly FieldPattern[];
  /** Whether labels and annotations that tools write are left out. */
  readonly hideNoise: boolean;
  /** The minor release of Kubernetes that the manifests are for. */
  readonly minor: number;
  /** As in `DiffSubject`, for all of the application together. */
  readonly mayRead: (length: number) => boolean;
};

/** What the server or a tool writes, wherever it stands in a source: applying it changes nothing. */
const written: readonly FieldPattern[] = [
  ["status"],
  ...["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"].map((name) => [
    "metadata",
    name,
  ]),
  ["spec", "volumeClaimTemplates", "*", "status"],
  ["metadata", "annotations", "config.kubernetes.io/origin"],
  ["metadata", "annotations", "alpha.config.kubernetes.io/transformations"],
];

/** Of something new, these say only what the change is called anyway. */
const naming = new Set(["apiVersion", "kind", "metadata.name", "metadata.namespace"]);

/** One thing on both sides: what changes, if anything, and how many differences were left out. */
export function compareResource(
  pair: Pair,
  options: CompareOptions,
): { readonly difference: Difference | null; readonly ignored: number } {
  if (pair.after === null) return { difference: { action: "delete", fields: [] }, ignored: 0 };
  if (pair.before === null) {
    const { fields } = diff({ before: {}, after: pair.after.object }, pair, options);
    return { difference: { action: "create", fields: fields.filter(({ path }) => !naming.has(path)) }, ignored: 0 };
  }
  const objects = { before: pair.before.object, after: pair.after.object };
  if (sameJson(objects.before, objects.after)) return { difference: null, ignored: 0 };
  const { fields, ignored } = diff(objects, pair, options);
  // They are not written alike, so something was left out.
  if (fields.length === 0) return { difference: null, ignored: Math.max(ignored, 1) };
  const isSameObject = pair.before.id.name === pair.after.id.name;
  const forcing = isSameObject ? new Set(forcingFields(pair.after.id, fields, objects, options.minor)) : new Set();
  if (forcing.size === 0) return { difference: { action: "update", fields }, ignored };
  const isRun = isHook(pair.after) && !isStateful(pair.after.id);
  const mark = isRun ? { runsAnew: true as const } : { replaces: true as const };
  const told = fields.map((field) => (forcing.has(field) ? { ...field, ...mark } : field));
  return { difference: { action: isRun ? "update" : "replace", fields: told }, ignored };
}

function diff(
  objects: { readonly before: JsonObject; readonly after: JsonObject },
  { before, after }: Pair,
  { ignore, hide, hideNoise, mayRead }: CompareOptions,
): { fields: readonly FieldDifference[]; ignored: number } {
  const manifest = after ?? before;
  const stored = isSecret(manifest) ? alikeSecrets(objects) : objects;
  const masked = { before: maskSecrets(stored.before, hide), after: maskSecrets(stored.after, hide) };
  const { fields, meaningless } = diffFields(masked.before, masked.after, {
    builtIn: isBuiltIn(manifest.id.group),
    type: objectType(manifest.apiVersion, manifest.id.kind),
    isNew: before === null,
    hide: maskNamedSecrets,
    mayRead,
  });
  // An application may say for all of its resources where they go; then naming it in one is nothing new.
  const patterns =
    before?.id.namespace === after?.id.namespace ? [...written, ...ignore, namespaceField] : [...written, ...ignore];
  const shown = fields.filter(
    ({ steps }) => !(hideNoise && isNoise(steps)) && !patterns.some((pattern) => covers(pattern, steps)),
  );
  return { fields: shown.map(unmaskField), ignored: meaningless + fields.length - shown.length };
}

function isSecret({ id }: Manifest): boolean {
  return id.kind === "Secret" && id.group === "";
}

const namespaceField: FieldPattern = ["metadata", "namespace"];

/** Groups without a dot are Kubernetes' own, and so are those below k8s.io that are served by it. */
function isBuiltIn(group: string): boolean {
  return !group.includes(".") || builtInGroups.has(group);
}

const builtInGroups = new Set(
  "admissionregistration apiextensions authentication authorization certificates coordination discovery events flowcontrol networking node rbac.authorization resource scheduling storage"
    .split(" ")
    .map((name) => `${name}.k8s.io`),
);
