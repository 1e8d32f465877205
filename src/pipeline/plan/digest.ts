import { createHash } from "node:crypto";
import type { Application } from "../../domain/application.ts";
import { canonicalJson, type Json } from "../../domain/json.ts";
import type { Change, Plan } from "../../domain/plan.ts";
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

function canonicalChange({ action, apiVersion, id, fields, risks }: Change): string {
  const told = fields.map(({ path, before, after }) => canonicalJson({ path, before, after })).sort();
  return canonicalJson({ action, apiVersion, id, fields: told, risks: [...risks].sort() });
}
