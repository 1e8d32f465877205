import { groupOf } from "../../domain/manifest.ts";
import type { AdmissionEngine } from "./engine.ts";

/** Kubernetes' own ValidatingAdmissionPolicies, with their bindings and parameters. */
export const validatingAdmissionPolicy: AdmissionEngine = {
  name: "validatingAdmissionPolicy",
  marker: "ValidatingAdmissionPolicy",
  isRule: ({ apiVersion, kind }) =>
    typeof apiVersion === "string" &&
    groupOf(apiVersion) === "admissionregistration.k8s.io" &&
    String(kind).startsWith("ValidatingAdmissionPolicy"),
  judge: () => Promise.resolve([]),
};
