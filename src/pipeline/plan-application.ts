import type { RepositoryConfig } from "../config/schema.ts";
import type { Application, NotEvaluated } from "../domain/application.ts";
import type { Finding } from "../domain/finding.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import type { Plan } from "../domain/plan.ts";
import type { SourceLocation } from "../domain/source.ts";
import { InvariantError } from "../errors.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { type AffectedApplication, isDeclared } from "./affected.ts";
import { duplicateFindings, sharedFindings } from "./plan/duplicates.ts";
import { namespaceOf, placeIn } from "./plan/place.ts";
import { type PlanInput, type PlannedChanges, planTogether } from "./plan/plan-changes.ts";
import { isRootModule, planRootModule } from "./plan-root-module.ts";
import type { PlannedApplication, RenderSides } from "./planned.ts";

export type { Locate, PlannedApplication, RenderSides } from "./planned.ts";

type Rendered = Extract<Rendering, { status: "rendered" }>;
type Unrendered = Exclude<Rendering, Rendered>;

type Settings = Pick<RepositoryConfig, "report" | "environments" | "checks">;

/** What is to be compared once everything is rendered, beside what is known already. */
type Draft =
  | { readonly planned: PlannedApplication }
  | { readonly input: PlanInput; readonly application: Application; readonly head: Rendered | null };

/**
 * Renders applications on both sides and plans them, in the order given. What cannot be rendered is said, never
 * left out.
 */
export async function planApplications(
  all: readonly AffectedApplication[],
  sides: RenderSides,
  config: Settings,
): Promise<readonly PlannedApplication[]> {
  const drafts = await Promise.all(all.map((affected) => draft(affected, sides, config)));
  const plans = (await planTogether(drafts.flatMap((one) => ("input" in one ? [one.input] : [])))).values();
  const planned = drafts.map((one) => ("input" in one ? finish(one, plans.next().value) : one.planned));
  return sides.mode === "all" ? withShared(planned) : planned;
}

async function draft(affected: AffectedApplication, sides: RenderSides, config: Settings): Promise<Draft> {
  const { application, lost } = affected;
  if (lost !== undefined) return { planned: declaredUnseen(application, lost) };
  const [base, head] = await Promise.all([sides.base(affected), sides.head(affected)]);
  if (head !== null && head.status !== "rendered") {
    return { planned: lacksValues(head, base) ? lacking(application, head) : notRendered(application, head) };
  }
  if (head === null && base !== null && base.status !== "rendered") {
    return { planned: removedUnseen(application, base) };
  }
  if (isRootModule(affected)) return { planned: await planRootModule(affected, { base, head }, sides, config) };
  const both = placed(affected, base, head);
  if (sides.mode === "all" && both.head !== null) return { planned: everything(affected, both.head) };
  const unseen = base !== null && base.status !== "rendered" ? base : null;
  return { application, head: both.head, input: { ...inputOf(affected, both, sides, config), ...noteOn(unseen) } };
}

type BothSides = { readonly base: readonly Manifest[] | null; readonly head: Rendered | null };

/** What both sides hold, each under the namespace it will be in. */
function placed(affected: AffectedApplication, base: Rendering | null, head: Rendered | null): BothSides {
  const before = base === null ? [] : base.status === "rendered" ? base.manifests : null;
  const after = head?.manifests ?? [];
  return {
    base: before && placeIn(namespaceIn(affected.base, affected.head), before, after),
    head: head && { ...head, manifests: placeIn(namespaceIn(affected.head, affected.base), after, before ?? []) },
  };
}

/** Where nothing declares an application it is where the other side has it. */
function namespaceIn(one: AffectedApplication["head"], other: AffectedApplication["head"]): string | null {
  return namespaceOf(one) ?? (one === null || isDeclared(one) ? null : namespaceOf(other));
}

function inputOf(
  { application, base, head }: AffectedApplication,
  both: BothSides,
  { locateBase, locateHead }: RenderSides,
  { report, environments, checks }: Settings,
): PlanInput {
  const environment = environments.find(({ name }) => name === application.environment);
  const rendered = (head ?? base)?.parts.flatMap(({ recipe }) => recipe.kubernetesVersion ?? [])[0];
  const version = environment?.kubernetesVersion ?? rendered ?? judgedVersion(checks.schema);
  return {
    application,
    base: both.base,
    head: both.head?.manifests ?? [],
    manySources: hasManySources(head),
    ignore: report.ignore,
    hideNoise: report.hideNoise,
    ...(version === undefined ? {} : { kubernetesVersion: version }),
    locateBase,
    locateHead,
  };
}

function hasManySources(application: AffectedApplication["head"]): boolean {
  return application !== null && application.parts.length > 1;
}

/** What the schema check takes manifests to be for; its settings have been checked by their own schema. */
function judgedVersion(settings: unknown): string | undefined {
  if (typeof settings !== "object" || settings === null || !("kubernetesVersion" in settings)) return undefined;
  return typeof settings.kubernetesVersion === "string" ? settings.kubernetesVersion : undefined;
}

function noteOn(unseen: Unrendered | null): Pick<PlanInput, "baseNote"> {
  return unseen === null ? {} : { baseNote: baseNote(unseen) };
}

function finish(
  { application, head }: Extract<Draft, { readonly input: PlanInput }>,
  changes: PlannedChanges | undefined,
): PlannedApplication {
  if (changes === undefined) throw new InvariantError("Every application that is compared has a plan.");
  const { plan, subjects, findings } = changes;
  return {
    application,
    judged: { application, manifests: head?.manifests ?? [], subjects, plan },
    plan,
    findings: [...toldHere(head?.findings ?? [], subjects), ...findings],
  };
}

/**
 * That what an object brings is not rendered is told where the object changes, or something that may give it
 * values: a ConfigMap, or a file when no object changes. An application may hold a hundred such objects, and
 * every change to one would repeat them all.
 */
function toldHere(findings: readonly Finding[], subjects: PlannedChanges["subjects"]): readonly Finding[] {
  const changed = subjects.flatMap(({ new: manifest, change }) =>
    manifest !== null && change !== null ? [manifest] : [],
  );
  if (changed.length === 0) return findings;
  if (changed.some(({ id }) => id.group === "" && (id.kind === "ConfigMap" || id.kind === "Secret"))) return findings;
  const names = new Set(changed.map(({ id }) => resourceName(id)));
  return findings.filter(({ rule, resource }) => rule !== "not-rendered" || resource === null || names.has(resource));
}

/** With nothing to compare with, every manifest is judged and none is planned. */
function everything({ application, head: found }: AffectedApplication, head: Rendered): PlannedApplication {
  const plan: Plan = { status: "known", changes: [], ignored: 0 };
  const subjects = head.manifests.map((manifest) => ({ old: null, new: manifest, change: null }));
  const duplicates = duplicateFindings({
    ...{ application, base: null, head: head.manifests },
    manySources: hasManySources(found),
  });
  return {
    application,
    judged: { application, manifests: head.manifests, subjects, plan },
    plan,
    findings: [...head.findings, ...duplicates],
  };
}

function withShared(planned: readonly PlannedApplication[]): readonly PlannedApplication[] {
  const sides = planned.map(({ application, judged }) => ({ application, base: [], head: judged?.manifests ?? [] }));
  const shared = sharedFindings(sides);
  if (shared.length === 0) return planned;
  return planned.map((one) => {
    const { name, environment } = one.application;
    const own = shared.filter((finding) => finding.application === name && finding.environment === environment);
    return own.length === 0 ? one : { ...one, findings: [...one.findings, ...own] };
  });
}

type Failed = Extract<Rendering, { status: "failed" }>;

/** Not where the base rendered: then it is the change that asks for values. */
function lacksValues(head: Unrendered, base: Rendering | null): head is Failed {
  return head.status === "failed" && head.lacksValues === true && base?.status !== "rendered";
}

/** A chart that is published from here and deployed from elsewhere need not render by itself, and none can tell. */
function lacking(application: Application, { findings }: Failed): PlannedApplication {
  const reason = "The chart asks for values, and nothing here gives them.";
  return {
    application,
    judged: null,
    plan: { status: "unknown", reason },
    findings: findings.map((finding) => ({
      ...finding,
      rule: "lacks-values",
      severity: "warning",
      message: `${reason.slice(0, -1)}, so it is not rendered: ${finding.message}`,
      remediation: "Name values in .github/fairlead.yml to have it judged.",
    })),
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

/** It is not removed: its object is there, and says something that is not here, or not known here. */
function declaredUnseen(application: Application, lost: NotEvaluated): PlannedApplication {
  const severity = lost.missing === true ? "error" : "warning";
  return {
    application,
    judged: null,
    plan: { status: "unknown", reason: `It is declared and no longer rendered from here. ${lost.reason}` },
    findings: [{ ...refusal(application, lost.reason, lost), severity }],
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
