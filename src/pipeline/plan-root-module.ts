import type { JudgedApplication } from "../checks/check.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import type { ConfigurationDocument } from "../domain/configuration.ts";
import type { Plan } from "../domain/plan.ts";
import type { TerraformPlanSource } from "../domain/terraform.ts";
import type { FoundTerraformPlan } from "../ports/terraform-plans.ts";
import type { Rendering } from "../renderers/renderer.ts";
import type { AffectedApplication } from "./affected.ts";
import { fieldPatterns } from "./plan/field-pattern.ts";
import { sameJson } from "./plan/same-json.ts";
import { createPlaces } from "./plan/terraform/places.ts";
import { planRoot } from "./plan/terraform/plan-root.ts";
import type { PlannedApplication, RenderSides } from "./planned.ts";

type Rendered = Extract<Rendering, { status: "rendered" }>;

type BothSides = { readonly base: Rendering | null; readonly head: Rendered | null };

/** Whether an application is a root module of Terraform, whose plan is made by Terraform itself. */
export function isRootModule({ base, head }: AffectedApplication): boolean {
  return (head ?? base)?.parts.some(({ renderer }) => renderer === "terraform") ?? false;
}

/** Where the plans of a repository's root modules come from, by its configuration. */
export function planSource({ plans, artifact, workflow }: RepositoryConfig["terraform"]): TerraformPlanSource {
  return plans === "artifact" ? { from: plans, artifact, workflow: workflow ?? null } : { from: plans };
}

/** The plan that was made of a root module elsewhere, beside its configuration, which is judged in any case. */
export async function planRootModule(
  affected: AffectedApplication,
  { base, head }: BothSides,
  sides: RenderSides,
  config: Pick<RepositoryConfig, "report">,
): Promise<PlannedApplication> {
  const { application } = affected;
  if (head === null) return { application, judged: null, plan: unknown(removed), findings: [] };
  const documents = head.documents ?? [];
  const before = base?.status === "rendered" ? (base.documents ?? []) : null;
  const judged: Omit<JudgedApplication, "plan"> = {
    application,
    manifests: [],
    subjects: [],
    documents: documentsToJudge(application.path, before, documents),
  };
  const found = await sides.terraformPlan(affected);
  if (found.status !== "found") return withoutPlan(found, { judged, head, mode: sides.mode });
  const places = createPlaces(application.path, documents);
  const planned = await planRoot(found.plan, {
    ignore: fieldPatterns(config.report.ignore),
    head: places,
    base: createPlaces(application.path, before ?? []),
  });
  if (planned.status === "errored")
    return withoutPlan({ status: "refused", reason: planned.reason }, { judged, head, mode: sides.mode });
  const { plan, json, values } = planned;
  const terraform = {
    json,
    values,
    locate: (address: string, attribute: readonly string[]) => places(address, [attribute])[0],
  };
  const link = found.link === undefined ? "" : ` (${found.link})`;
  const notes = [`The plan of ${application.name} (${application.environment}) is from ${found.from}${link}.`];
  return { application, judged: { ...judged, plan, terraform }, plan, findings: head.findings, notes };
}

const removed =
  "The root module is removed, and no plan says what becomes of what it manages: it stays until somebody destroys it.";

const nobody =
  "Nobody makes plans for this root module: its configuration was judged, and what it would change is not known.";

type Unplanned = {
  readonly judged: Omit<JudgedApplication, "plan">;
  readonly head: Rendered;
  readonly mode: RenderSides["mode"];
};

function withoutPlan(
  found: Exclude<FoundTerraformPlan, { status: "found" }>,
  { judged, head, mode }: Unplanned,
): PlannedApplication {
  const { application } = judged;
  const plan = planWithout(found, mode);
  const planned = { application, judged: { ...judged, plan }, plan, findings: head.findings };
  if (found.status === "none") return planned;
  return { ...planned, errored: found.reason, ...(found.status === "awaited" ? { awaits: true as const } : {}) };
}

/** With nothing to compare with, nothing is planned of anything. */
function planWithout(found: Exclude<FoundTerraformPlan, { status: "found" }>, mode: RenderSides["mode"]): Plan {
  if (found.status !== "none") return unknown(found.reason);
  return mode === "all" ? { status: "known", changes: [], ignored: 0 } : unknown(nobody);
}

function unknown(reason: string): Plan {
  return { status: "unknown", reason };
}

/**
 * The files that say something else than before; all of them where something changes that the root's own files
 * are given: variables, or a module.
 */
function documentsToJudge(
  root: string,
  before: readonly ConfigurationDocument[] | null,
  after: readonly ConfigurationDocument[],
): readonly ConfigurationDocument[] {
  if (before === null) return after;
  const old = new Map(before.map(({ path, object }) => [path, object]));
  const changed = after.filter(({ path, object }) => {
    const earlier = old.get(path);
    return earlier === undefined || !sameJson(earlier, object);
  });
  const isOwn = ({ path, module }: ConfigurationDocument) => module === root && !/\.tfvars(?:\.json)?$/.test(path);
  return changed.every(isOwn) ? changed : after;
}
