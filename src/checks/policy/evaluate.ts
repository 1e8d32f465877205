import type { Finding } from "../../domain/finding.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { type Manifest, resourceName } from "../../domain/manifest.ts";
import type { Plan } from "../../domain/plan.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial, LoadedPolicies, PolicyRule } from "../../ports.ts";
import type { CheckScope, JudgedApplication, Subject } from "../check.ts";
import type { Asked } from "./asked.ts";
import { masked } from "./masked.ts";
import type { PackageInputs } from "./packages.ts";
import { pointerFromMessage } from "./place.ts";
import type { PolicySettings } from "./settings.ts";
import { type Author, severityOfDenial } from "./severity.ts";
import { askedOfTerraform, changesOfTerraform } from "./terraform.ts";

/** Loaded policies, whose they are, and which of their packages count. */
export type Pack = {
  readonly author: Author;
  readonly policies: Extract<LoadedPolicies, { readonly status: "loaded" }>;
  readonly packages: readonly string[];
  /** What those packages judge that are not about changes or plans. */
  readonly inputs: ReadonlyMap<string, PackageInputs>;
  /** Whether any policy may read `data.fairlead.plan`; a large plan is not handed over for nothing. */
  readonly readsPlan: boolean;
};

/** What every pack says about one application: its manifests, its configuration, its changes and its plan. */
export async function evaluateApplication(
  scope: CheckScope,
  judged: JudgedApplication,
  pack: Pack,
  settings: PolicySettings,
): Promise<readonly Finding[]> {
  const context: Context = { scope, judged, pack, settings };
  const found = await Promise.all([
    ask(context, "manifests", () => manifestsAsked(scope, judged)),
    ask(context, "terraform", () => askedOfTerraform(judged)),
    ask(context, "change", () => changesAsked(scope, judged)),
    ask(context, "plan", () => planAsked(scope, judged)),
  ]);
  return found.flat();
}

type Context = {
  readonly scope: CheckScope;
  readonly judged: JudgedApplication;
  readonly pack: Pack;
  readonly settings: PolicySettings;
};

type Input = "change" | "plan" | keyof PackageInputs;

/** `fairlead.change` and `fairlead.plan`, and packages below them, are given changes and plans. */
function isGiven(packageName: string, input: Input, inputs: Pack["inputs"]): boolean {
  const found = /^fairlead\.(change|plan)(?:\.|$)/.exec(packageName)?.[1];
  if (found !== undefined) return found === input;
  return input !== "change" && input !== "plan" && (inputs.get(packageName)?.[input] ?? input === "manifests");
}

async function ask(context: Context, input: Input, askFor: () => readonly Asked[]): Promise<Finding[]> {
  const { scope, judged, pack } = context;
  const packages = pack.packages.filter((name) => isGiven(name, input, pack.inputs));
  const asked = packages.length === 0 ? [] : askFor();
  if (asked.length === 0) return [];
  const answers = await pack.policies.evaluate(
    packages,
    asked.map((one) => one.input),
    {
      data: { fairlead: factsOf(scope, judged, pack) },
      each: asked.map(({ action, old }) => ({ action, old })),
      signal: scope.signal,
    },
  );
  if (answers.length !== asked.length) throw new Error("The policies left an input unanswered.");
  const findings = await Promise.all(
    asked.flatMap((one, index) => (answers[index] ?? []).map((denial) => findingOf(context, one, denial))),
  );
  return findings.filter((finding) => finding !== null);
}

function manifestsAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  const subjects = judged.subjects.filter((subject) => subject.new !== null);
  return subjects.map((subject) => asked(subject, masked(subject.new?.object ?? {}), scope, judged));
}

function changesAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  const { environment, name } = judged.application;
  const facts = { environment, application: name, pullRequest: scope.pullRequest };
  const subjects = judged.subjects.filter((subject) => subject.change !== null);
  return [
    ...subjects.map((subject) => asked(subject, { ...changeInput(subject), ...facts }, scope, judged)),
    ...changesOfTerraform(judged, facts),
  ];
}

function asked(subject: Subject, input: Json, scope: CheckScope, judged: JudgedApplication): Asked {
  const about = subject.new ?? subject.old;
  return {
    input,
    action: subject.change?.action ?? null,
    old: subject.old ? masked(subject.old.object) : null,
    resource: about && resourceName(about.id),
    locate: (denial) => locationOf(scope, judged, subject, denial),
  };
}

/** Every application with changes, once. */
function planAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  const isChanged = judged.subjects.some((subject) => subject.change !== null);
  if (!isChanged && (judged.terraform === undefined || countOf(judged.plan) === 0)) return [];
  const place = firstSource(judged) ?? { path: judged.application.path, line: 1 };
  return [{ input: planInput(scope, judged), action: null, old: null, resource: null, locate: () => place }];
}

function countOf(plan: Plan): number {
  return plan.status === "known" ? plan.changes.length : 0;
}

function factsOf(
  { pullRequest }: CheckScope,
  { application, plan }: JudgedApplication,
  { readsPlan }: Pack,
): JsonObject {
  return {
    environment: application.environment,
    application: application.name,
    pullRequest,
    plan: readsPlan ? planJson(plan) : null,
    action: null,
    old: null,
  };
}

function changeInput(subject: Subject): JsonObject {
  return {
    action: subject.change?.action ?? null,
    old: subject.old ? masked(subject.old.object) : null,
    new: subject.new ? masked(subject.new.object) : null,
  };
}

function planInput(scope: CheckScope, { application, plan }: JudgedApplication): Json {
  return {
    ...planJson(plan),
    environment: application.environment,
    application: application.name,
    pullRequest: scope.pullRequest,
  };
}

function planJson(plan: Plan): JsonObject {
  if (plan.status === "unknown") return { status: "unknown", reason: plan.reason, changes: [] };
  const changes = plan.changes.map(
    ({ action, apiVersion, id, fields, risks, reasons = {}, sources, movedFrom = null, imported = false }) => ({
      action,
      apiVersion,
      ...id,
      fields,
      risks,
      reasons: { ...reasons },
      sources,
      movedFrom,
      imported,
    }),
  );
  return { status: "known", changes };
}

async function findingOf(context: Context, asked: Asked, denial: Denial): Promise<Finding | null> {
  const { judged, pack, settings } = context;
  const rule = pack.policies.rules.find((one) => one.package === denial.package && one.name === denial.rule);
  if (rule === undefined)
    throw new Error(`The policies answered for ${denial.package}.${denial.rule}, which they do not hold.`);
  const severity = severityOfDenial(rule, denial, pack.author, settings);
  if (severity === null) return null;
  return {
    check: "policy",
    rule: idOf(rule, denial),
    severity,
    message: denial.message,
    ...(await asked.locate(denial)),
    application: judged.application.name,
    environment: judged.application.environment,
    resource: asked.resource,
    ...optional("link", denial.metadata.link ?? rule.link),
    ...optional("remediation", denial.metadata.remediation ?? rule.remediation),
  };
}

function idOf(rule: PolicyRule, { metadata }: Denial): string {
  return typeof metadata.id === "string" ? metadata.id : rule.id;
}

function optional<Key extends string>(key: Key, value: Json): { readonly [key in Key]?: string } {
  return typeof value === "string" ? ({ [key]: value } as { readonly [key in Key]: string }) : {};
}

async function locationOf(
  scope: CheckScope,
  judged: JudgedApplication,
  subject: Subject,
  denial: Denial,
): Promise<SourceLocation> {
  if (subject.new !== null) {
    return scope.locate(subject.new, denial.pointer ?? pointerFromMessage(denial.message, subject.new.object));
  }
  return subject.change?.sources[0] ?? originOf(subject.old) ?? { path: judged.application.path, line: 1 };
}

function firstSource({ plan }: JudgedApplication): SourceLocation | undefined {
  return plan.status === "known" ? plan.changes.find(({ sources }) => sources.length > 0)?.sources[0] : undefined;
}

function originOf(manifest: Manifest | null): SourceLocation | undefined {
  const [origin] = manifest?.origins ?? [];
  return origin && { path: origin.path, line: origin.line };
}
