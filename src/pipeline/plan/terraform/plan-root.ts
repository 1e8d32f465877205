import { compareText } from "../../../domain/finding.ts";
import { type Json, type JsonObject, objectIn } from "../../../domain/json.ts";
import { type Action, actions, type Change, type Plan } from "../../../domain/plan.ts";
import type { SourceLocation } from "../../../domain/source.ts";
import { covers, type FieldPattern } from "../field-pattern.ts";
import { hideCredentials } from "../hide-credentials.ts";
import { showHidden, unmaskField } from "../mask.ts";
import { type AttributeChange, diffAttributes } from "./attributes.ts";
import type { Places } from "./places.ts";
import { type ResourceChange, readPlanFile } from "./plan-file.ts";
import { risksOf } from "./risks.ts";

export type RootPlan =
  | {
      readonly status: "planned";
      readonly plan: Plan & { readonly status: "known" };
      /** The attributes of each change, before and after, in the order of the plan; what is secret is hidden. */
      readonly values: readonly Values[];
      readonly json: JsonObject;
    }
  | { readonly status: "errored"; readonly reason: string };

type Values = { readonly old: Json; readonly new: Json };

type RootSetting = {
  /** Attributes whose differences are counted and not shown. */
  readonly ignore: readonly FieldPattern[];
  readonly head: Places;
  readonly base: Places;
};

/** A plan file as a plan: what is sensitive in it is hidden before anything else is done. */
export async function planRoot(given: Json, setting: RootSetting): Promise<RootPlan> {
  try {
    return await planOf(given, setting);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { status: "errored", reason: "The plan file is nested too deeply to be read." };
  }
}

async function planOf(given: Json, setting: RootSetting): Promise<RootPlan> {
  const read = readPlanFile(given);
  if (read.status === "refused") return { status: "errored", reason: read.reason };
  const { file } = read;
  if (file.errored)
    return { status: "errored", reason: "Terraform could not make the whole plan: it ended with errors." };
  const decided = [...file.changes, ...file.outputs].flatMap((change) => decide(change, setting));
  const drifted = file.drift.flatMap((change) => decide(change, setting));
  const changes = await finish(decided, setting);
  const drift = await finish(drifted, setting);
  return {
    status: "planned",
    values: changes.map(({ values }) => values),
    json: objectIn(showHidden(file.json)),
    plan: {
      status: "known",
      changes: changes.map(({ change }) => change),
      ignored: decided.reduce((sum, { ignored }) => sum + ignored, 0),
      ...(drift.length > 0 ? { drift: drift.map(({ change }) => change) } : {}),
      ...(file.incomplete ? { note: "Terraform put some changes off: another plan is needed after this one." } : {}),
    },
  };
}

type Decided = {
  readonly change: ResourceChange;
  readonly action: Action;
  readonly fields: readonly AttributeChange[];
  readonly ignored: number;
};

/** What happens to one resource; nothing where nothing does, or Terraform itself does not show it. */
function decide(change: ResourceChange, { ignore }: RootSetting): readonly Decided[] {
  const action = actionOf(change);
  if (action === null) return [];
  const all = action === "delete" || action === "forget" ? [] : diffAttributes(change);
  const fields = all.filter(({ steps }) => !ignore.some((pattern) => covers(pattern, steps)));
  const decided = { change, action, fields, ignored: all.length - fields.length };
  const isOnlyIgnored = action === "update" && fields.length === 0 && all.length > 0 && !isTold(change);
  return isOnlyIgnored ? [] : [decided];
}

function isTold({ previousAddress, imported }: ResourceChange): boolean {
  return previousAddress !== null || imported;
}

function actionOf(change: ResourceChange): Action | null {
  const { actions: given, mode } = change;
  if (mode === "data" && given[0] === "delete") return null;
  if (given.length === 2) return given.includes("forget") ? "forget" : "replace";
  switch (given[0]) {
    case "create":
    case "read":
    case "update":
    case "delete":
    case "forget":
      return given[0];
    default:
      // Nothing but its address changes, or that it is managed from now on.
      return isTold(change) ? "update" : null;
  }
}

type Finished = { readonly change: Change; readonly values: Values };

async function finish(decided: readonly Decided[], setting: RootSetting): Promise<readonly Finished[]> {
  const shown = await hideCredentials(decided.map(({ fields }) => fields.map(unmaskField)));
  return decided
    .map((one, index) => ({
      change: changeOf(one, shown[index] ?? [], setting),
      values: { old: showHidden(one.change.before), new: showHidden(one.change.after) },
    }))
    .sort((a, b) => byDanger(a.change, b.change));
}

function changeOf({ change, action }: Decided, fields: readonly AttributeChange[], setting: RootSetting): Change {
  const { address, deposed, previousAddress, imported, type, provider } = change;
  const { risks, reasons } = risksOf(change, action);
  return {
    action,
    apiVersion: provider,
    id: {
      group: "terraform",
      kind: type,
      namespace: null,
      name: deposed === null ? address : `${address} (deposed ${deposed})`,
    },
    fields: fields.map(({ steps: _, ...field }) => field),
    risks,
    ...(Object.keys(reasons).length > 0 ? { reasons } : {}),
    ...(previousAddress === null ? {} : { movedFrom: previousAddress }),
    ...(imported ? { imported: true as const } : {}),
    sources: sourcesOf(change, action, fields, setting),
  };
}

/** Lines of the head, and of the base where the head has got no such block any more. */
function sourcesOf(
  { address, previousAddress }: ResourceChange,
  action: Action,
  fields: readonly AttributeChange[],
  { head, base }: RootSetting,
): readonly SourceLocation[] {
  const attributes = action === "update" || action === "replace" ? fields.map(({ steps }) => steps) : [];
  const found = head(address, attributes);
  return found.length > 0 ? found : base(previousAddress ?? address);
}

function byDanger(a: Change, b: Change): number {
  return (
    actions.indexOf(a.action) - actions.indexOf(b.action) ||
    Math.sign(b.risks.length) - Math.sign(a.risks.length) ||
    compareText(a.id.name, b.id.name)
  );
}
