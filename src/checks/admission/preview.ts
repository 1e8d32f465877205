import { canonicalJson } from "../../domain/json.ts";
import { resourceKey, resourceName } from "../../domain/manifest.ts";
import type { CheckPorts, CheckScope, JudgedApplication } from "../check.ts";
import type { AdmissionEngine, AdmissionRequest } from "./engine.ts";
import { admissionTo } from "./request.ts";
import { type FoundRules, holdsIn } from "./rules.ts";

/**
 * What rules that the change brings or alters would refuse of all that the head holds, in a sentence each; and
 * which rules it takes away.
 */
export async function previewRules(
  engine: AdmissionEngine,
  before: FoundRules,
  after: FoundRules,
  scope: CheckScope,
  ports: CheckPorts,
): Promise<readonly string[]> {
  const old = new Set(before.rules.map(identity));
  const changed = new Set(
    after.rules.filter((rule) => !old.has(identity(rule))).map(({ manifest }) => resourceKey(manifest.id)),
  );
  const left = new Set(after.rules.map(({ manifest }) => resourceKey(manifest.id)));
  const gone = before.rules.filter(({ manifest }) => !left.has(resourceKey(manifest.id)));
  const refusals = changed.size === 0 ? [] : await refusalsOf(engine, after, scope, ports);
  return [
    ...new Set(gone.map(({ manifest }) => `${resourceName(manifest.id)} would no longer be enforced.`)),
    ...[...Map.groupBy(refusals, ({ rule }) => rule)].map(([rule, told]) => sentence(rule, told)),
  ];
}

function identity({ manifest, environment }: FoundRules["rules"][number]): string {
  return canonicalJson([environment, manifest.object]);
}

type Refusal = { readonly rule: string; readonly application: string; readonly resource: string };

async function refusalsOf(
  engine: AdmissionEngine,
  after: FoundRules,
  scope: CheckScope,
  ports: CheckPorts,
): Promise<readonly Refusal[]> {
  const { head } = scope.whole;
  const refusals: Refusal[] = [];
  for (const [environment, applications] of Map.groupBy(head.applications, (one) => one.environment)) {
    const rules = after.rules.filter((rule) => holdsIn(rule, environment));
    if (rules.length === 0) continue;
    const requests: AdmissionRequest[] = [];
    for (const application of applications) {
      const rendering = await head.render(application);
      if (rendering.status !== "rendered") continue;
      const { manifests } = rendering;
      const judged: JudgedApplication = {
        application,
        manifests,
        subjects: [],
        plan: { status: "known", changes: [], ignored: 0 },
      };
      requests.push(
        ...manifests.map((object) => ({ operation: "CREATE" as const, object, old: null, application: judged })),
      );
    }
    for (const answer of await engine.judge(admissionTo(environment, rules, requests, scope), ports)) {
      if (answer.status !== "refused" || answer.request.object === null) continue;
      const { application, object } = answer.request;
      refusals.push({
        rule: answer.rule,
        application: application.application.name,
        resource: resourceName(object.id),
      });
    }
  }
  return refusals;
}

function sentence(rule: string, refusals: readonly Refusal[]): string {
  const resources = new Set(refusals.map(({ application, resource }) => `${application} ${resource}`)).size;
  const applications = new Set(refusals.map(({ application }) => application)).size;
  return `${rule} would refuse ${counted(resources, "manifest")} in ${counted(applications, "application")}.`;
}

function counted(many: number, noun: string): string {
  return many === 1 ? `1 ${noun}` : `${many} ${noun}s`;
}
