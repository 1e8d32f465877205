import { amount } from "../../domain/amount.ts";
import { canonicalJson } from "../../domain/json.ts";
import { resourceKey, resourceName } from "../../domain/manifest.ts";
import type { CheckPorts, CheckScope } from "../check.ts";
import type { AdmissionAnswer, AdmissionEngine } from "./engine.ts";
import { admissionTo, requestsForAll } from "./request.ts";
import { holdsIn, type PlacedRule } from "./rules.ts";

type Preview = {
  /** What the rules would say once they are merged, in a sentence each. */
  readonly sentences: readonly string[];
  /** What is wrong with rules as the change has them, by environment. */
  readonly broken: ReadonlyMap<string, readonly AdmissionAnswer[]>;
};

/**
 * What rules that the change brings or alters would say of all that the head holds, beside what those before it say;
 * and which rules it takes away. `outside` holds on both sides.
 */
export async function previewRules(
  engine: AdmissionEngine,
  rules: {
    readonly before: readonly PlacedRule[];
    readonly after: readonly PlacedRule[];
    readonly outside: readonly PlacedRule[];
  },
  scope: Pick<CheckScope, "whole" | "environments" | "signal">,
  ports: CheckPorts,
): Promise<Preview> {
  const refused: Refusal[] = [];
  const pardoned: Refusal[] = [];
  const unevaluated = new Map<string, string>();
  const broken = new Map<string, readonly AdmissionAnswer[]>();
  for (const environment of environmentsOf(rules.after, scope)) {
    const before = await answersIn(environment, [...rules.before, ...rules.outside], scope);
    const after = await answersIn(environment, [...rules.after, ...rules.outside], scope);
    const [old, now] = [refusalsOf(before), refusalsOf(after)];
    refused.push(...[...now].flatMap(([key, refusal]) => (old.has(key) ? [] : [refusal])));
    pardoned.push(...[...old].flatMap(([key, refusal]) => (now.has(key) ? [] : [refusal])));
    const known = new Set(before.map(faultOf));
    const faults = after.filter((answer) => answer.status !== "refused" && !known.has(faultOf(answer)));
    broken.set(
      environment,
      faults.filter(({ status }) => status === "broken"),
    );
    for (const fault of faults) if (fault.status === "not-evaluated") unevaluated.set(fault.rule, fault.reason);
  }
  const isBroken = [...broken.values()].some((some) => some.length > 0);
  return { sentences: sentencesOf(rules, { refused, pardoned, unevaluated, isBroken }), broken };

  async function answersIn(
    environment: string,
    some: readonly PlacedRule[],
    { whole }: Pick<CheckScope, "whole">,
  ): Promise<readonly AdmissionAnswer[]> {
    const held = some.filter((rule) => holdsIn(rule, environment));
    if (held.length === 0) return [];
    const requests = await requestsForAll(environment, whole.head);
    return engine.judge(admissionTo(environment, held, requests, scope), ports);
  }
}

/** Where nothing is deployed yet, rules are looked at all the same. */
function environmentsOf(rules: readonly PlacedRule[], { whole }: Pick<CheckScope, "whole">): readonly string[] {
  const deployed = new Set(whole.head.applications.map(({ environment }) => environment));
  const named = rules.flatMap(({ environment }) => environment ?? []);
  const all = new Set([...deployed, ...named]);
  return all.size === 0 ? ["default"] : [...all];
}

type Refusal = {
  readonly rule: string;
  readonly application: string;
  readonly resource: string;
};

function refusalsOf(answers: readonly AdmissionAnswer[]): ReadonlyMap<string, Refusal> {
  const found = new Map<string, Refusal>();
  for (const answer of answers) {
    if (answer.status !== "refused" || answer.request.object === null) continue;
    const { application, object } = answer.request;
    const { name, environment } = application.application;
    const key = JSON.stringify([answer.rule, answer.action, environment, name, resourceKey(object.id)]);
    const where = JSON.stringify([environment, name]);
    found.set(key, { rule: answer.rule, application: where, resource: `${where} ${resourceKey(object.id)}` });
  }
  return found;
}

function faultOf(answer: AdmissionAnswer): string {
  return answer.status === "refused" ? "" : canonicalJson([answer.status, answer.rule, answer.reason]);
}

type Differences = {
  readonly refused: readonly Refusal[];
  readonly pardoned: readonly Refusal[];
  readonly unevaluated: ReadonlyMap<string, string>;
  readonly isBroken: boolean;
};

function sentencesOf(
  { before, after }: { readonly before: readonly PlacedRule[]; readonly after: readonly PlacedRule[] },
  { refused, pardoned, unevaluated, isBroken }: Differences,
): readonly string[] {
  const left = new Set(after.map(({ manifest }) => resourceKey(manifest.id)));
  const known = new Set(before.map(({ manifest }) => resourceKey(manifest.id)));
  const gone = before.filter(({ manifest }) => !left.has(resourceKey(manifest.id)));
  const sentences = [
    ...new Set(gone.map(({ manifest }) => `${resourceName(manifest.id)} would no longer be enforced.`)),
    ...counts(refused, "would refuse"),
    ...counts(pardoned, "would no longer refuse"),
    ...[...unevaluated].map(([rule, reason]) => `${rule} would not be evaluated: ${reason}.`),
  ];
  const fresh = after.filter(({ manifest: { id } }) => !known.has(resourceKey(id)));
  if (sentences.length > 0 || fresh.length === 0 || isBroken) return sentences;
  const names = [...new Set(fresh.map(({ manifest }) => resourceName(manifest.id)))].toSorted();
  return [`${listing(names)} would refuse nothing that is here.`];
}

function listing(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : shown.join(", ");
}

function counts(refusals: readonly Refusal[], verb: string): readonly string[] {
  return [...Map.groupBy(refusals, ({ rule }) => rule)].map(([rule, some]) => {
    const resources = new Set(some.map(({ resource }) => resource)).size;
    const applications = new Set(some.map(({ application }) => application)).size;
    return `${rule} ${verb} ${amount(resources, "manifest")} in ${amount(applications, "application")}.`;
  });
}
