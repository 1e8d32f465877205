import { groupOf } from "../../domain/manifest.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine } from "./engine.ts";
import { exceptionsIn } from "./kyverno/exceptions.ts";
import { judgeRequest, lookups } from "./kyverno/judge.ts";
import { policyOf } from "./kyverno/policy.ts";

/** Kyverno's validate rules, evaluated here where that is exact; what is not is named. */
export const kyverno: AdmissionEngine = {
  name: "kyverno",
  marker: "kyverno.io",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && groupOf(apiVersion).endsWith("kyverno.io"),
  judge,
};

async function judge(admission: Admission): Promise<readonly AdmissionAnswer[]> {
  const { rules, requests } = admission;
  const policies = rules.map(policyOf).filter((policy) => policy !== undefined);
  if (policies.length === 0) return [];
  const { manifests } = asksAround(admission) ? await admission.surroundings() : { manifests: [] };
  const around = {
    ...lookups(manifests),
    exceptions: exceptionsIn(rules),
    mutations: policies.flatMap((policy) => policy.mutations.map((rule) => ({ policy, rule }))),
  };
  const answers = policies.flatMap((policy) => requests.flatMap((request) => judgeRequest(policy, request, around)));
  return distinct(answers);
}

/** To render everything costs much: only for rules that look beyond the object. */
function asksAround({ rules }: Admission): boolean {
  return rules.some(({ manifest }) => /"(?:namespaceSelector|configMap)"/.test(JSON.stringify(manifest.object)));
}

/** What cannot be evaluated is said once, however many objects it is about. */
function distinct(answers: readonly AdmissionAnswer[]): readonly AdmissionAnswer[] {
  const said = new Set<string>();
  return answers.filter((answer) => {
    if (answer.status !== "not-evaluated") return true;
    const key = JSON.stringify([answer.rule, answer.reason]);
    const isNew = !said.has(key);
    said.add(key);
    return isNew;
  });
}
