import type { AdmissionEngine } from "./engine.ts";
import { gatekeeper } from "./gatekeeper.ts";
import { kyverno } from "./kyverno.ts";
import { validatingAdmissionPolicy } from "./validating-admission-policy.ts";

/** Every admission engine. To add one: write its file, add its line. */
export const admissionEngines = [
  gatekeeper,
  validatingAdmissionPolicy,
  kyverno,
] as const satisfies readonly AdmissionEngine[];
