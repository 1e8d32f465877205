import { isJsonObject, type Json } from "../../../domain/json.ts";
import { builtInKind } from "../../schema/definitions.ts";
import type { AdmissionRequest, Surroundings } from "../engine.ts";
import { placedExpressions } from "./expressions.ts";
import type { Binding, Constraints, Policy } from "./policy.ts";

/** Nothing around, for policies that look at nothing but what they are asked about. */
export const nothingAround: Surroundings = { manifests: [], incomplete: [] };

/**
 * Whether the answers may depend on what else the environment holds: namespaces, parameters, definitions of custom
 * kinds. To know it, everything must be rendered.
 */
export function needsSurroundings(
  policies: readonly Policy[],
  bindings: readonly Binding[],
  requests: readonly AdmissionRequest[],
): boolean {
  return (
    policies.some((policy) => policy.paramKind !== null || readsNamespace(policy)) ||
    [...policies, ...bindings].some(({ constraints }) => selectsNamespaces(constraints)) ||
    requests.some(({ object, old }) =>
      [object, old].some((one) => one !== null && builtInKind(one.apiVersion, one.id.kind) === undefined),
    )
  );
}

function readsNamespace(policy: Policy): boolean {
  const all = [...placedExpressions(policy), ...policy.variables];
  return all.some(({ expression }) => expression.includes("namespaceObject"));
}

function selectsNamespaces({ namespaceSelector }: Constraints): boolean {
  return (
    isJsonObject(namespaceSelector) &&
    Object.values(namespaceSelector).some((part: Json) => Object.keys(part ?? {}).length > 0)
  );
}
