import type { JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import type { Action, Risk } from "../../domain/plan.ts";
import type { FieldDifference } from "./fields.ts";
import { isOlderTag, movesBack } from "./image.ts";
import { widensPermissions } from "./rbac.ts";
import { isStateful } from "./stateful.ts";

/** What there is to know about one change; objects are null on the side that has none. */
export type RiskSubject = {
  readonly action: Action;
  readonly id: ResourceId;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly fields: readonly FieldDifference[];
};

const detectors = {
  "deletes-stateful": ({ action, id }) => removes(action) && isStateful(id),
  "deletes-namespace": ({ action, id }) => removes(action) && id.kind === "Namespace" && id.group === "",
  "deletes-definition": ({ action, id }) => removes(action) && id.kind === "CustomResourceDefinition",
  replaces: ({ action }) => action === "replace",
  "changes-selector": ({ fields, before }) => before !== null && fields.some(({ steps }) => isSelector(steps)),
  "scales-to-zero": scalesToZero,
  "moves-image-back": ({ fields }) => fields.some((field) => isImageMovedBack(field, fields)),
  "widens-permissions": ({ id, before, after }) => after !== null && widensPermissions(id, before, after),
} as const satisfies Record<Risk, (subject: RiskSubject) => boolean>;

/** Why a reader should stop at a change, most dangerous first. */
export function detectRisks(subject: RiskSubject): readonly Risk[] {
  return everyRisk.filter((risk) => detectors[risk](subject));
}

const everyRisk: readonly Risk[] = [
  "deletes-stateful",
  "deletes-namespace",
  "deletes-definition",
  "replaces",
  "widens-permissions",
  "changes-selector",
  "scales-to-zero",
  "moves-image-back",
];

function removes(action: Action): boolean {
  return action === "delete" || action === "replace";
}

function isSelector([first, second]: readonly string[]): boolean {
  return first === "spec" && (second === "selector" || second === "podSelector");
}

/** An absent `replicas` is one, as the API's default says. */
function scalesToZero({ before, fields }: RiskSubject): boolean {
  return before !== null && fields.some(({ path, after }) => path === "spec.replicas" && after === 0);
}

/** An image as a container names it, or as the values of a chart do: `image.repository` beside `image.tag`. */
function isImageMovedBack({ steps, before, after }: FieldDifference, all: readonly FieldDifference[]): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  if (steps.at(-1) === "image") return movesBack(before, after);
  if (steps.at(-1) !== "tag" || steps.at(-2) !== "image") return false;
  const parent = steps.slice(0, -1).join("\n");
  const moved = all.some(
    (other) => other.steps.at(-1) === "repository" && other.steps.slice(0, -1).join("\n") === parent,
  );
  return !moved && isOlderTag(withoutDigest(after), withoutDigest(before));
}

function withoutDigest(tag: string): string {
  return tag.split("@")[0] ?? "";
}
