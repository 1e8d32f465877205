import { groupOf } from "../../domain/manifest.ts";
import type { CheckPorts } from "../check.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine } from "./engine.ts";
import { around } from "./kyverno/around.ts";
import { judgeRequest } from "./kyverno/judge.ts";
import { policyOf } from "./kyverno/policy.ts";

/** Kyverno's validate rules, evaluated here where that is exact; what is not is named. */
export const kyverno: AdmissionEngine = {
  name: "kyverno",
  marker: "kyverno.io",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && groupOf(apiVersion).endsWith("kyverno.io"),
  judge,
};

async function judge(admission: Admission, { expressions }: CheckPorts): Promise<readonly AdmissionAnswer[]> {
  const policies = admission.rules.map(policyOf).filter((policy) => policy !== undefined);
  if (policies.length === 0) return [];
  const context = await around(admission, policies, expressions);
  return policies.flatMap((policy) => admission.requests.flatMap((request) => judgeRequest(policy, request, context)));
}
