import { groupOf } from "../../domain/manifest.ts";
import type { CheckPorts } from "../check.ts";
import { minorOf, newestKubernetes } from "../schema/versions.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine } from "./engine.ts";
import { around, looksAround } from "./kyverno/around.ts";
import { judgeCelPolicies } from "./kyverno/cel-policies.ts";
import { judgeRequest } from "./kyverno/judge.ts";
import { policyOf } from "./kyverno/policy.ts";
import { settle } from "./kyverno/settle.ts";
import { clusterOf } from "./validating-admission-policy/cluster.ts";

/** Kyverno's validate rules, evaluated here where that is exact; what is not is named. */
export const kyverno: AdmissionEngine = {
  name: "kyverno",
  marker: "kyverno.io",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && groupOf(apiVersion).endsWith("kyverno.io"),
  judge,
};

async function judge(
  admission: Admission,
  { expressions, tools, workspaces }: CheckPorts,
): Promise<readonly AdmissionAnswer[]> {
  const { rules, requests, signal, kubernetesVersion } = admission;
  if (rules.length === 0) return [];
  const policies = rules.map(policyOf).filter((policy) => policy !== undefined);
  const surroundings = looksAround(admission) ? await admission.surroundings() : { manifests: [], incomplete: [] };
  const minor = minorOf(kubernetesVersion.split(".").slice(0, 2).join(".")) ?? minorOf(newestKubernetes) ?? 0;
  const ports = { expressions, cluster: clusterOf(surroundings), minor, signal };
  const context = await around(admission, policies, ports, surroundings.manifests);
  const judged = policies.flatMap((policy) => requests.flatMap((request) => judgeRequest(policy, request, context)));
  const inCel = await judgeCelPolicies(admission, ports, context.changesFirst);
  return settle([...judged, ...inCel], context.exceptions, { tools, workspaces, signal });
}
