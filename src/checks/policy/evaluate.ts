import type { Finding } from "../../domain/finding.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { Denial, LoadedPolicies, PolicyRule } from "../../ports/policies.ts";
import type { CheckScope, JudgedApplication } from "../check.ts";
import { substanceAt } from "../substance.ts";
import type { Asked } from "./asked.ts";
import { changesAsked, manifestsAsked, planAsked, planJson } from "./manifests.ts";
import type { PackageInputs } from "./packages.ts";
import { parametersIn } from "./parameters.ts";
import type { PolicySettings } from "./settings.ts";
import { type Author, isOff, severityOfDenial } from "./severity.ts";
import { type SourceFile, sourceKindOf, sourcesAsked } from "./source-files.ts";
import { askedOfTerraform } from "./terraform.ts";

/** Loaded policies, whose they are, and which of their packages count. */
export type Pack = {
  readonly author: Author;
  readonly policies: Extract<LoadedPolicies, { readonly status: "loaded" }>;
  readonly packages: readonly string[];
  /** What those packages judge that are not about changes, plans or source files. */
  readonly inputs: ReadonlyMap<string, PackageInputs>;
  /** Whether any policy may read `data.fairlead.plan`; a large plan is not handed over for nothing. */
  readonly readsPlan: boolean;
};

/** What a pack says about one application: its manifests, its configuration, its changes and its plan. */
export async function evaluateApplication(
  scope: CheckScope,
  judged: JudgedApplication,
  pack: Pack,
  settings: PolicySettings,
): Promise<readonly Finding[]> {
  const { name, environment } = judged.application;
  const facts = { environment, application: name, plan: pack.readsPlan ? planJson(judged.plan) : null };
  const context: Context = { scope, facts, pack, settings };
  const found = await Promise.all([
    ask(context, packagesFor("manifests", pack), () => manifestsAsked(scope, judged)),
    ask(context, packagesFor("terraform", pack), () => askedOfTerraform(judged)),
    ask(context, packagesFor("change", pack), () => changesAsked(scope, judged)),
    ask(context, packagesFor("plan", pack), () => planAsked(scope, judged)),
  ]);
  return found.flat();
}

/** What a pack says about files as they are written, whatever is rendered from them. */
export async function evaluateSources(
  scope: CheckScope,
  files: readonly SourceFile[],
  pack: Pack,
  settings: PolicySettings,
): Promise<readonly Finding[]> {
  const context: Context = { scope, facts: { environment: null, application: null, plan: null }, pack, settings };
  const kinds = [...new Set(files.map(({ kind }) => kind))];
  const found = await Promise.all(
    kinds.map((kind) => {
      const packages = pack.packages.filter((name) => sourceKindOf(name) === kind);
      return ask(context, packages, () => sourcesAsked(files.filter((file) => file.kind === kind)));
    }),
  );
  return found.flat();
}

type Context = {
  readonly scope: CheckScope;
  readonly facts: { readonly environment: string | null; readonly application: string | null; readonly plan: Json };
  readonly pack: Pack;
  readonly settings: PolicySettings;
};

/** `fairlead.change`, `fairlead.plan` and `fairlead.source`, and packages below them, are given what they are named after. */
function packagesFor(input: "change" | "plan" | keyof PackageInputs, pack: Pack): readonly string[] {
  return pack.packages.filter((name) => {
    const found = /^fairlead\.(change|plan|source)(?:\.|$)/.exec(name)?.[1];
    if (found !== undefined) return found === input;
    return input !== "change" && input !== "plan" && (pack.inputs.get(name)?.[input] ?? input === "manifests");
  });
}

async function ask(
  context: Context,
  packages: readonly string[],
  askFor: () => readonly Asked[],
): Promise<readonly Finding[]> {
  const { scope, pack, settings } = context;
  const on = packagesOn(pack, settings);
  const wanted = packages.filter((name) => on.has(name));
  const asked = wanted.length === 0 ? [] : askFor();
  if (asked.length === 0) return [];
  const answers = await pack.policies.evaluate(
    wanted,
    asked.map((one) => one.input),
    {
      data: { fairlead: dataOf(context) },
      each: asked.map(({ each }) => each),
      signal: scope.signal,
    },
  );
  if (answers.length !== asked.length) throw new Error("The policies left an input unanswered.");
  const findings = await Promise.all(
    asked.flatMap((one, index) => (answers[index] ?? []).map((denial) => findingOf(context, one, denial))),
  );
  return findings.filter((finding) => finding !== null);
}

/** A package whose every rule is switched off costs nothing. */
function packagesOn({ policies, author }: Pack, settings: PolicySettings): ReadonlySet<string> {
  return new Set(policies.rules.flatMap((rule) => (isOff(rule, author, settings) ? [] : [rule.package])));
}

function dataOf({ scope, facts, pack, settings }: Context): JsonObject {
  const { kubernetesVersion } = scope.environments.get(facts.environment ?? "") ?? {};
  return {
    ...facts,
    kubernetesVersion: kubernetesVersion ?? null,
    parameters: parametersIn(facts.environment, pack.policies.rules, settings),
    pullRequest: scope.pullRequest,
    action: null,
    old: null,
    path: null,
    beside: [],
  };
}

async function findingOf(context: Context, asked: Asked, denial: Denial): Promise<Finding | null> {
  const { facts, pack, settings } = context;
  const rule = pack.policies.rules.find((one) => one.package === denial.package && one.name === denial.rule);
  if (rule === undefined)
    throw new Error(`The policies answered for ${denial.package}.${denial.rule}, which they do not hold.`);
  const severity = severityOfDenial(rule, denial, pack.author, settings);
  if (severity === null) return null;
  const substance = substanceAt(asked.object, asked.pointerOf(denial));
  return {
    check: "policy",
    rule: idOf(rule, denial),
    severity,
    message: denial.message,
    ...(await asked.locate(denial)),
    application: facts.application,
    environment: facts.environment,
    resource: asked.resource,
    ...optional("link", denial.metadata.link ?? rule.link),
    ...optional("remediation", denial.metadata.remediation ?? rule.remediation),
    ...(substance !== undefined && { substance }),
  };
}

function idOf(rule: PolicyRule, { metadata }: Denial): string {
  return typeof metadata.id === "string" ? metadata.id : rule.id;
}

function optional<Key extends string>(key: Key, value: Json): { readonly [key in Key]?: string } {
  return typeof value === "string" ? ({ [key]: value } as { readonly [key in Key]: string }) : {};
}
