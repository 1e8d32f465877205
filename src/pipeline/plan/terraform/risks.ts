import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Action, Change, Risk } from "../../../domain/plan.ts";
import { openedToWorld } from "./exposure.ts";
import { widenedPolicy } from "./iam.ts";
import type { ResourceChange } from "./plan-file.ts";
import { isStatefulType } from "./stateful.ts";

/** Why a reader should stop at a change of a plan file, and in which words where there is more to say. */
export function risksOf(
  { type, before, after }: ResourceChange,
  action: Action,
): Required<Pick<Change, "risks" | "reasons">> {
  const risks: Risk[] = [];
  const reasons: Partial<Record<Risk, string>> = {};
  const removes = action === "delete" || action === "replace";
  if (removes && isStatefulType(type)) {
    risks.push("deletes-stateful");
    const kept = nothingKept(objectOf(before));
    if (kept !== null) reasons["deletes-stateful"] = kept;
  }
  if (action === "replace") risks.push("replaces");
  for (const [risk, reason] of action === "delete" ? [] : widened(type, objectOf(before), objectOf(after))) {
    risks.push(risk);
    reasons[risk] = reason;
  }
  return { risks, reasons };
}

/** Attributes by which an author says that a deletion takes everything along. */
function nothingKept(before: JsonObject | null): string | null {
  if (before?.skip_final_snapshot === true) return "`skip_final_snapshot` is set, so nothing is kept.";
  if (before?.force_destroy === true) return "`force_destroy` is set, so it is emptied first.";
  return null;
}

function widened(
  type: string,
  before: JsonObject | null,
  after: JsonObject | null,
): readonly (readonly [Risk, string])[] {
  if (after === null) return [];
  const granted = grants(type, before, after) ?? (type.startsWith("aws_") ? widenedPolicy(before, after) : null);
  const opened = openedToWorld(type, before, after);
  return [
    ...(granted === null ? [] : [["widens-permissions", granted] as const]),
    ...(opened === null ? [] : [["opens-network", opened] as const]),
  ];
}

/** Roles that allow nearly everything, by what they are called where they are given. */
const strongRoles =
  /(?:^|\/)(?:owner|editor|Owner|Contributor|User Access Administrator|AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** A role that is given to somebody: to everybody at all, or a strong one anew. */
function grants(type: string, before: JsonObject | null, after: JsonObject): string | null {
  if (!/_iam_(?:member|binding)$|^azurerm_role_assignment$|^aws_iam_\w+_policy_attachment$/.test(type)) return null;
  const role = [after.role, after.role_definition_name, after.policy_arn].find((each) => typeof each === "string");
  const old = before === null ? [] : membersOf(before);
  const added = membersOf(after).filter((member) => !old.includes(member));
  if (added.some((member) => member === "allUsers" || member === "allAuthenticatedUsers"))
    return `It gives ${role ?? "a role"} to everybody.`;
  const isStrong = typeof role === "string" && strongRoles.test(role);
  const sameRole =
    before !== null && [before.role, before.role_definition_name, before.policy_arn].includes(role ?? null);
  return isStrong && (!sameRole || added.length > 0)
    ? `It gives ${role} to ${added.length === 0 ? "somebody" : added.join(", ")}.`
    : null;
}

function membersOf({ member, members }: JsonObject): readonly string[] {
  return [...(isJsonArray(members) ? members : []), member ?? null].filter((each) => typeof each === "string");
}

function objectOf(value: Json): JsonObject | null {
  return isJsonObject(value) ? value : null;
}
