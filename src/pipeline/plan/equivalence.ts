import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { sameQuantity } from "./quantity.ts";

/** Of any kind: what the metadata of every object may hold. */
const emptyMetadata = new Set(["labels", "annotations", "finalizers", "ownerReferences", "managedFields"]);

/**
 * Of Kubernetes' own kinds: fields that are `omitempty` in its API types and mean the same empty and absent.
 * Selectors, `emptyDir` and the rules of a NetworkPolicy are not here, because empty means something there.
 */
const emptyFields = new Set([
  ..."affinity args binaryData capabilities command configMapKeyRef data dnsConfig env envFrom ephemeralContainers".split(
    " ",
  ),
  ..."hostAliases imagePullSecrets initContainers limits nodeSelector parameters ports readinessGates requests".split(
    " ",
  ),
  ..."resources rollingUpdate schedulingGates secrets securityContext status strategy stringData subjects sysctls".split(
    " ",
  ),
  ..."tolerations topologySpreadConstraints updateStrategy volumeDevices volumeMounts volumes".split(" "),
]);

/** Whether an empty map or list stands for nothing at this place. Null always does. */
export function isEmptyAbsent(value: Json, steps: readonly string[], builtIn: boolean): boolean {
  if (value === null) return true;
  const empty = isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
  const key = steps.at(-1);
  if (!empty || key === undefined) return false;
  return (steps.at(-2) === "metadata" && emptyMetadata.has(key)) || (builtIn && emptyFields.has(key));
}

/** Maps of resource names to quantities, and single quantities, as the Kubernetes API types name them. */
const quantityMaps = new Set(["requests", "limits", "hard", "capacity", "podFixed"]);
const limitRangeMaps = new Set(["default", "defaultRequest", "max", "min", "maxLimitRequestRatio"]);
const quantities = new Set(["sizeLimit", "divisor", "averageValue"]);

/** Fields of type IntOrString. */
const intOrString = new Set(["targetPort", "maxUnavailable", "maxSurge", "minAvailable"]);
const probes = new Set(["httpGet", "tcpSocket"]);

/** Whether two scalars at this place are two spellings of one value. */
export function meansTheSame(before: Json, after: Json, steps: readonly string[]): boolean {
  const one = scalarText(before);
  const other = scalarText(after);
  if (one === undefined || other === undefined) return false;
  if (isQuantity(steps)) return sameQuantity(one, other);
  return isIntOrString(steps) && /^\d+$/.test(one) && one === other;
}

function scalarText(value: Json): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Whether a field holds an amount, such as `512Mi`. */
export function isQuantity(steps: readonly string[]): boolean {
  const [key = "", parent = "", grandparent = ""] = steps.slice(-3).reverse();
  if (quantityMaps.has(parent) || quantities.has(key)) return true;
  return limitRangeMaps.has(parent) && steps.at(-4) === "limits" && grandparent !== "";
}

function isIntOrString(steps: readonly string[]): boolean {
  const key = steps.at(-1) ?? "";
  return intOrString.has(key) || (key === "port" && probes.has(steps.at(-2) ?? ""));
}
