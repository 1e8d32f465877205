import { createHash } from "node:crypto";
import type { Application } from "../../domain/application.ts";
import { canonicalJson, type Json } from "../../domain/json.ts";
import type { Change, FieldChange, Plan } from "../../domain/plan.ts";
import type { Revision } from "../../domain/revision.ts";

/**
 * SHA-256 in hexadecimal over every change in canonical form and the revision pair. The same on every machine
 * and in whatever order applications, changes and fields come; lines, reasons and what was ignored are no part
 * of it. A hidden value enters as having changed; which value it is, the revisions say.
 */
export function planDigest(
  base: Revision | null,
  head: Revision,
  applications: readonly { readonly application: Application; readonly plan: Plan }[],
): string {
  const plans = applications.map(({ application: { name, environment, path, renderer }, plan }) =>
    canonicalJson({ name, environment, path, renderer, plan: canonicalPlan(plan) }),
  );
  const text = canonicalJson({ base, head, plans: plans.sort() });
  return createHash("sha256").update(text).digest("hex");
}

function canonicalPlan(plan: Plan): Json {
  if (plan.status === "unknown") return { status: plan.status };
  return { status: plan.status, compared: plan.note === undefined, changes: plan.changes.map(canonicalChange).sort() };
}

/** What is unknown until it is applied, taken over, or was elsewhere before counts; how it is put in words does not. */
function canonicalChange({ action, apiVersion, id, fields, risks, movedFrom, imported }: Change): string {
  const told = fields.map(canonicalField).sort();
  return canonicalJson({
    ...{ action, apiVersion, id, fields: told, risks: [...risks].sort() },
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...(imported === undefined ? {} : { imported }),
  });
}

function canonicalField({ path, before, after, unknown, replaces }: FieldChange): string {
  return canonicalJson({
    ...{ path, before, after },
    ...(unknown === undefined ? {} : { unknown }),
    ...(replaces === undefined ? {} : { replaces }),
  });
}
