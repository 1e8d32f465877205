import type { AdmissionRequest, AdmissionRule } from "../engine.ts";
import { matchesConstraints, targetOf } from "../validating-admission-policy/match.ts";
import { policyOf } from "../validating-admission-policy/policy.ts";
import type { CelPorts } from "./cel.ts";

/** The MutatingPolicy that may change an object before it is asked about. */
export function changingPolicy(
  request: AdmissionRequest,
  rules: readonly AdmissionRule[],
  { cluster, minor }: Pick<CelPorts, "cluster" | "minor">,
): string | undefined {
  const target = targetOf(request, cluster, minor);
  if (target === undefined) return undefined;
  const found = rules.find(
    ({ manifest }) =>
      manifest.id.group === "policies.kyverno.io" &&
      manifest.id.kind.endsWith("MutatingPolicy") &&
      matchesConstraints(target, policyOf(manifest).constraints) !== false,
  );
  return found === undefined ? undefined : `${found.manifest.id.kind}/${found.manifest.id.name}`;
}
