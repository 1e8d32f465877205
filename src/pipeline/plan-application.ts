import type { RepositoryConfig } from "../config/schema.ts";
import type { Application } from "../domain/application.ts";
import type { Finding } from "../domain/finding.ts";
import type { Plan } from "../domain/plan.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { Rendering } from "../renderers/renderer.ts";
import type { AffectedApplication } from "./affected.ts";
import { duplicateFindings } from "./plan/duplicates.ts";
import { planChanges } from "./plan/plan-changes.ts";
import { isRootModule, planRootModule } from "./plan-root-module.ts";
import type { PlannedApplication, RenderSides } from "./planned.ts";

export type { Locate, PlannedApplication, RenderSides } from "./planned.ts";

type Rendered = Extract<Rendering, { status: "rendered" }>;
type Unrendered = Exclude<Rendering, Rendered>;

/** Renders one application on both sides and plans it. What cannot be rendered is said, never left out. */
export async function planApplication(
  affected: AffectedApplication,
  sides: RenderSides,
  config: Pick<RepositoryConfig, "report">,
): Promise<PlannedApplication> {
  const { application } = affected;
  const [base, head] = await Promise.all([sides.base(affected), sides.head(affected)]);
  if (head !== null && head.status !== "rendered") return notRendered(application, head);
  if (head === null && base !== null && base.status !== "rendered") return removedUnseen(application, base);
  if (isRootModule(affected)) return planRootModule(affected, { base, head }, sides, config);
  return sides.mode === "all" && head !== null
    ? everything(application, head)
    : compared(application, base, head, sides, config);
}

/** With nothing to compare with, every manifest is judged and none is planned. */
function everything(application: Application, head: Rendered): PlannedApplication {
  const plan: Plan = { status: "known", changes: [], ignored: 0 };
  const subjects = head.manifests.map((manifest) => ({ old: null, new: manifest, change: null }));
  const duplicates = duplicateFindings({ application, base: null, head: head.manifests });
  return {
    application,
    judged: { application, manifests: head.manifests, subjects, plan },
    plan,
    findings: [...head.findings, ...duplicates],
  };
}

async function compared(
  application: Application,
  base: Rendering | null,
  head: Rendered | null,
  { locateBase, locateHead }: RenderSides,
  config: Pick<RepositoryConfig, "report">,
): Promise<PlannedApplication> {
  const unseen = base !== null && base.status !== "rendered" ? base : null;
  const before = base === null ? [] : base.status === "rendered" ? base.manifests : null;
  const { plan, subjects, findings } = await planChanges({
    application,
    base: before,
    head: head?.manifests ?? [],
    ignore: config.report.ignore,
    ...(unseen === null ? {} : { baseNote: baseNote(unseen) }),
    locateBase,
    locateHead,
  });
  return {
    application,
    judged: { application, manifests: head?.manifests ?? [], subjects, plan },
    plan,
    findings: [...(head?.findings ?? []), ...findings],
  };
}

function notRendered(application: Application, head: Unrendered): PlannedApplication {
  const plan: Plan = { status: "unknown", reason: "The head could not be rendered." };
  if (head.status === "failed") return { application, judged: null, plan, findings: head.findings };
  const where = head.at === undefined ? "" : ` (${head.at.path}:${head.at.line})`;
  return {
    application,
    judged: null,
    plan: { status: "unknown", reason: head.reason },
    findings: head.at === undefined ? [] : [refusal(application, head.reason, head.at)],
    errored: `${head.reason}${where}`,
  };
}

function refusal(application: Application, message: string, at: SourceLocation): Finding {
  return {
    check: "render",
    rule: "not-rendered",
    severity: "error",
    message,
    path: at.path,
    line: at.line,
    application: application.name,
    environment: application.environment,
    resource: null,
  };
}

/** What a removal deletes cannot be told when the base never rendered; blocking the removal would help nobody. */
function removedUnseen(application: Application, base: Unrendered): PlannedApplication {
  return {
    application,
    judged: null,
    plan: {
      status: "unknown",
      reason: `The application is removed, and what that deletes is not known. ${baseNote(base)}`,
    },
    findings: [],
  };
}

function baseNote(base: Unrendered): string {
  const why = base.status === "errored" ? base.reason : (base.findings[0]?.message ?? "It has errors.");
  return `The base did not render: ${why}`;
}
