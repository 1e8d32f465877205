import { groupOf } from "../../domain/manifest.ts";
import { minorOf, newestKubernetes } from "../schema/versions.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine } from "./engine.ts";
import { clusterOf } from "./validating-admission-policy/cluster.ts";
import { judgePolicies } from "./validating-admission-policy/judge.ts";
import { needsSurroundings, nothingAround } from "./validating-admission-policy/need.ts";
import { bindingOf, policyOf } from "./validating-admission-policy/policy.ts";

/** Kubernetes' own ValidatingAdmissionPolicies, with their bindings and parameters. */
export const validatingAdmissionPolicy: AdmissionEngine = {
  name: "validatingAdmissionPolicy",
  marker: "AdmissionPolicy",
  isRule: ({ apiVersion, kind }) =>
    typeof apiVersion === "string" &&
    groupOf(apiVersion) === "admissionregistration.k8s.io" &&
    ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy"].includes(String(kind)),
  async judge(admission, { expressions }) {
    const ofKind = (kind: string) =>
      admission.rules.map(({ manifest }) => manifest).filter(({ id }) => id.kind === kind);
    const policies = ofKind("ValidatingAdmissionPolicy").map(policyOf);
    const bindings = ofKind("ValidatingAdmissionPolicyBinding").map(bindingOf);
    const answers: AdmissionAnswer[] = ofKind("MutatingAdmissionPolicy").map((manifest) => ({
      status: "not-evaluated",
      rule: `MutatingAdmissionPolicy/${manifest.id.name}`,
      reason: "what it changes on the way in is not known here",
      request: null,
      manifest,
    }));
    if (policies.length === 0) return answers;
    const isAlone = !needsSurroundings(policies, bindings, admission.requests);
    const cluster = clusterOf(isAlone ? nothingAround : await admission.surroundings());
    const minor = minorOf(minorRelease(admission)) ?? minorOf(newestKubernetes) ?? 0;
    const bound = policies.map((policy) => ({
      policy,
      bindings: bindings.filter(({ policyName }) => policyName === policy.name),
    }));
    return [...answers, ...(await judgePolicies(bound, { admission, cluster, minor, expressions }))];
  },
};

/** `1.34` of `1.34.2`. */
function minorRelease({ kubernetesVersion }: Admission): string {
  return kubernetesVersion.split(".").slice(0, 2).join(".");
}
