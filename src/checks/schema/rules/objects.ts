import type { Json, JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { builtInKind } from "../definitions.ts";
import type { Problem } from "../problem.ts";
import { parseQuantity } from "../quantity.ts";
import { judgedText, listAt, mappingAt, type Rule, valueAt } from "./rule.ts";

/** The API server drops it, and whoever wrote it meant something. */
export const clusterScope: Rule = ({ apiVersion, kind, object }) => {
  const namespace = judgedText(valueAt(object, "metadata", "namespace"));
  if (namespace === undefined || builtInKind(apiVersion, kind)?.namespaced !== false) return [];
  const message = `metadata.namespace is "${namespace}"; a ${kind} belongs to the whole cluster, so it is dropped.`;
  return [{ pointer: "/metadata/namespace", rule: "scope", message, severity: "notice" }];
};

const mebibyte = 2 ** 20;

/** A ConfigMap and a Secret hold a mebibyte, all annotations together a quarter of one. */
export const objectSize: Rule = ({ apiVersion, kind, object }) => {
  const problems: Problem[] = [];
  const annotations = bytesOf(mappingAt(object, "metadata", "annotations"), true);
  if (annotations > mebibyte / 4) {
    const message = `metadata.annotations hold ${annotations} bytes; 262144 are allowed.`;
    problems.push({ pointer: "/metadata/annotations", rule: "range", message });
  }
  if (apiVersion !== "v1" || (kind !== "ConfigMap" && kind !== "Secret")) return problems;
  const encoded = kind === "Secret" ? ["data", "binaryData"] : ["binaryData"];
  const total = ["data", "binaryData", "stringData"].reduce((sum, field) => {
    const bytes = bytesOf(mappingAt(object, field), false);
    return sum + (encoded.includes(field) ? (bytes * 3) / 4 : bytes);
  }, 0);
  if (total <= mebibyte) return problems;
  const message = `The ${kind} holds about ${Math.round(total)} bytes; ${mebibyte} are allowed.`;
  return [...problems, { pointer: "/data", rule: "range", message }];
};

function bytesOf(entries: JsonObject, withKeys: boolean): number {
  let total = 0;
  for (const key in entries) {
    const value = entries[key];
    total += (withKeys ? key.length : 0) + (typeof value === "string" ? Buffer.byteLength(value) : 0);
  }
  return total;
}

/** What has no namespace cannot be allowed in one. */
export const roleRules: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "rbac.authorization.k8s.io/v1" || kind !== "Role") return [];
  return listAt(object, "rules").flatMap((rule, index): Problem[] => {
    if (listAt(rule, "nonResourceURLs").length === 0) return [];
    const message = `rules[${index}].nonResourceURLs may not be set: only a ClusterRole allows addresses that are no resources.`;
    return [{ pointer: pointerOf(["rules", index, "nonResourceURLs"]), rule: "one-of", message }];
  });
};

/** The field took the annotation's place, and the API server refuses both on what is new. */
export const ingressClasses: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "networking.k8s.io/v1" || kind !== "Ingress") return [];
  const annotated = valueAt(object, "metadata", "annotations", "kubernetes.io/ingress.class");
  if (annotated === undefined || valueAt(object, "spec", "ingressClassName") === undefined) return [];
  const message =
    "The annotation kubernetes.io/ingress.class stands beside spec.ingressClassName; only one of them is allowed.";
  return [{ pointer: pointerOf(["metadata", "annotations", "kubernetes.io/ingress.class"]), rule: "one-of", message }];
};

/** Ports of a Service are told apart by their number and protocol. */
export const repeatedServicePorts: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || kind !== "Service") return [];
  const keys = listAt(object, "spec", "ports").map(
    (port) => `${String(valueAt(port, "port"))}/${String(valueAt(port, "protocol") ?? "TCP")}`,
  );
  return keys.flatMap((key, index): Problem[] => {
    if (keys.indexOf(key) === index || key.startsWith("undefined")) return [];
    return [
      { pointer: pointerOf(["spec", "ports", index]), rule: "duplicate", message: `spec.ports has ${key} twice.` },
    ];
  });
};

const ascending = [
  ["min", "defaultRequest"],
  ["defaultRequest", "default"],
  ["default", "max"],
  ["min", "max"],
  ["defaultRequest", "max"],
] as const;

/** From the least that may be asked for to the most. */
export const limitRanges: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || kind !== "LimitRange") return [];
  return listAt(object, "spec", "limits").flatMap((limit, index) =>
    ascending.flatMap(([low, high]) => {
      const above = mappingAt(limit, high);
      return Object.entries(mappingAt(limit, low)).flatMap(([name, value]): Problem[] => {
        const [least, most] = [amount(value), amount(above[name])];
        if (least === undefined || most === undefined || least <= most) return [];
        const message = `spec.limits[${index}].${low}.${name} is ${String(value)}, more than ${high}, which is ${String(above[name])}.`;
        return [{ pointer: pointerOf(["spec", "limits", index, low, name]), rule: "range", message }];
      });
    }),
  );
};

function amount(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseQuantity(value) : undefined;
}
