import type { Finding } from "../../domain/finding.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { type Manifest, resourceName } from "../../domain/manifest.ts";
import type { Plan } from "../../domain/plan.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial, LoadedPolicies, PolicyRule } from "../../ports.ts";
import type { CheckScope, JudgedApplication, Subject } from "../check.ts";
import { masked } from "./masked.ts";
import { pointerFromMessage } from "./place.ts";
import type { PolicySettings } from "./settings.ts";
import { type Author, severityOfDenial } from "./severity.ts";

/** Loaded policies, whose they are, and which of their packages count. */
export type Pack = {
  readonly author: Author;
  readonly policies: Extract<LoadedPolicies, { readonly status: "loaded" }>;
  readonly packages: readonly string[];
  /** Whether any policy may read `data.fairlead.plan`; a large plan is not handed over for nothing. */
  readonly readsPlan: boolean;
};

/** What every pack says about one application: its manifests, its changes and its plan. */
export async function evaluateApplication(
  scope: CheckScope,
  judged: JudgedApplication,
  pack: Pack,
  settings: PolicySettings,
): Promise<readonly Finding[]> {
  const context: Context = { scope, judged, pack, settings };
  const manifests = judged.subjects.filter((subject) => subject.new !== null);
  const changes = judged.subjects.filter((subject) => subject.change !== null);
  const [plain, changed, planned] = await Promise.all([
    ask(context, "manifest", manifests, (subject) => masked(subject.new?.object ?? {})),
    ask(context, "change", changes, (subject) => changeInput(subject, scope, judged)),
    ask(context, "plan", changes.length > 0 ? [null] : [], () => planInput(scope, judged)),
  ]);
  return [...plain, ...changed, ...planned];
}

type Context = {
  readonly scope: CheckScope;
  readonly judged: JudgedApplication;
  readonly pack: Pack;
  readonly settings: PolicySettings;
};

type Input = "manifest" | "change" | "plan";

/** `fairlead.change` and `fairlead.plan`, and packages below them, are given changes and plans. */
function inputOf(packageName: string): Input {
  const found = /^fairlead\.(change|plan)(?:\.|$)/.exec(packageName)?.[1];
  return found === "change" || found === "plan" ? found : "manifest";
}

async function ask(
  context: Context,
  input: Input,
  subjects: readonly (Subject | null)[],
  inputFor: (subject: Subject) => Json,
): Promise<Finding[]> {
  const { scope, judged, pack } = context;
  const packages = pack.packages.filter((name) => inputOf(name) === input);
  if (packages.length === 0 || subjects.length === 0) return [];
  const answers = await pack.policies.evaluate(
    packages,
    subjects.map((subject) => inputFor(subject ?? nobody)),
    {
      data: { fairlead: factsOf(scope, judged, pack) },
      each: subjects.map((subject) => ({
        action: subject?.change?.action ?? null,
        old: subject?.old ? masked(subject.old.object) : null,
      })),
      signal: scope.signal,
    },
  );
  if (answers.length !== subjects.length) throw new Error("The policies left an input unanswered.");
  const findings = await Promise.all(
    answers.flatMap((denials, index) => denials.map((denial) => findingOf(context, subjects[index] ?? null, denial))),
  );
  return findings.filter((finding) => finding !== null);
}

const nobody: Subject = { old: null, new: null, change: null };

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

function changeInput(subject: Subject, scope: CheckScope, { application }: JudgedApplication): Json {
  return {
    action: subject.change?.action ?? null,
    old: subject.old ? masked(subject.old.object) : null,
    new: subject.new ? masked(subject.new.object) : null,
    environment: application.environment,
    application: application.name,
    pullRequest: scope.pullRequest,
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
  const changes = plan.changes.map(({ action, apiVersion, id, fields, risks, sources }) => ({
    action,
    apiVersion,
    ...id,
    fields,
    risks,
    sources,
  }));
  return { status: "known", changes };
}

async function findingOf(context: Context, subject: Subject | null, denial: Denial): Promise<Finding | null> {
  const { scope, judged, pack, settings } = context;
  const rule = pack.policies.rules.find((one) => one.package === denial.package && one.name === denial.rule);
  if (rule === undefined)
    throw new Error(`The policies answered for ${denial.package}.${denial.rule}, which they do not hold.`);
  const severity = severityOfDenial(rule, denial, pack.author, settings);
  if (severity === null) return null;
  const about = subject?.new ?? subject?.old ?? null;
  return {
    check: "policy",
    rule: idOf(rule, denial),
    severity,
    message: denial.message,
    ...(await locationOf(scope, judged, subject, denial)),
    application: judged.application.name,
    environment: judged.application.environment,
    resource: about && resourceName(about.id),
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
  subject: Subject | null,
  denial: Denial,
): Promise<SourceLocation> {
  if (subject === null) return firstSource(judged) ?? { path: judged.application.path, line: 1 };
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
