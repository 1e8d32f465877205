import type { JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { isSecretKey } from "../../secrets/secret-keys.ts";
import type { Problem } from "../problem.ts";
import { judgedText, listAt, mappingAt, type Rule, valueAt } from "./rule.ts";

/** ConfigMap and Secret keys become file names. */
export const dataKeys: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || (kind !== "ConfigMap" && kind !== "Secret")) return [];
  const data = mappingAt(object, "data");
  const wrong = ["data", "binaryData", "stringData"].flatMap((field) =>
    Object.keys(mappingAt(object, field)).flatMap((key): Problem[] => {
      if (isSecretKey(key)) return [];
      // Whoever mistakes the form of a Secret may have put a value in a key's place.
      const named = kind === "Secret" ? "a key that is none" : `the key "${key}"`;
      const message = `${field} has ${named}; a key may hold letters, digits, -, _ and ., and must not begin with "..".`;
      return [{ pointer: pointerOf([field, key]), rule: "name", message }];
    }),
  );
  const twice = Object.keys(mappingAt(object, "binaryData")).flatMap((key): Problem[] => {
    if (data[key] === undefined) return [];
    return [
      {
        pointer: pointerOf(["data", key]),
        rule: "duplicate",
        message: `The key "${key}" stands in data and in binaryData.`,
      },
    ];
  });
  return [...wrong, ...twice];
};

/** What a Secret's type promises is in it. */
export const secretType: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || kind !== "Secret") return [];
  const needed = secretKeys[String(object.type ?? "")] ?? [];
  const given = { ...mappingAt(object, "data"), ...mappingAt(object, "stringData") };
  const missing = needed
    .filter((key) => given[key] === undefined)
    .map((key) => ({
      pointer: "/type",
      rule: "required-field",
      message: `The Secret has no ${key}, which its type ${String(object.type)} requires.`,
    }));
  return [...missing, ...basicProblems(object.type, given)];
};

/** Either will do, and one must be there. */
function basicProblems(type: unknown, given: JsonObject): Problem[] {
  if (type !== "kubernetes.io/basic-auth" || given.username !== undefined || given.password !== undefined) return [];
  const message = `The Secret has neither username nor password, and its type ${String(type)} requires one of them.`;
  return [{ pointer: "/type", rule: "required-field", message }];
}

const secretKeys: { readonly [type: string]: readonly string[] } = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

/** A registry's credentials are JSON; nothing of them is told. */
export const registryCredentials: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "v1" || kind !== "Secret" || object.type !== "kubernetes.io/dockerconfigjson") return [];
  const text = judgedText(valueAt(object, "stringData", ".dockerconfigjson"));
  if (text === undefined || text.startsWith("ENC[") || isJson(text)) return [];
  const pointer = pointerOf(["stringData", ".dockerconfigjson"]);
  return [{ pointer, rule: "format", message: "stringData[.dockerconfigjson] is not JSON." }];
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A disruption budget says one thing, an autoscaler's range is a range. */
export const scalingRanges: Rule = ({ apiVersion, kind, object }) => {
  const spec = mappingAt(object, "spec");
  if (apiVersion === "policy/v1" && kind === "PodDisruptionBudget") {
    if (spec.minAvailable === undefined || spec.maxUnavailable === undefined) return [];
    return [
      {
        pointer: "/spec",
        rule: "one-of",
        message: "spec has minAvailable and maxUnavailable; only one of them is allowed.",
      },
    ];
  }
  if (kind !== "HorizontalPodAutoscaler" || !apiVersion.startsWith("autoscaling/")) return [];
  const { minReplicas, maxReplicas } = spec;
  if (typeof minReplicas !== "number" || typeof maxReplicas !== "number" || minReplicas <= maxReplicas) return [];
  const message = `spec.maxReplicas is ${maxReplicas}, less than spec.minReplicas, which is ${minReplicas}.`;
  return [{ pointer: "/spec/maxReplicas", rule: "range", message }];
};

/** A Deployment that recreates its pods has no rolling update to set up. */
export const deploymentStrategy: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "apps/v1" || kind !== "Deployment") return [];
  const strategy = mappingAt(object, "spec", "strategy");
  if (strategy.type !== "Recreate" || strategy.rollingUpdate === undefined) return [];
  const message = "spec.strategy.rollingUpdate may not be set when spec.strategy.type is Recreate.";
  return [{ pointer: "/spec/strategy/rollingUpdate", rule: "one-of", message }];
};

/** Where a binding has no namespace, an account says in which it is. */
export const clusterSubjects: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "rbac.authorization.k8s.io/v1" || kind !== "ClusterRoleBinding") return [];
  return listAt(object, "subjects").flatMap((subject, index): Problem[] => {
    if (valueAt(subject, "kind") !== "ServiceAccount" || valueAt(subject, "namespace")) return [];
    const message = `subjects[${index}].namespace is missing; in a ClusterRoleBinding a ServiceAccount needs its namespace.`;
    return [{ pointer: pointerOf(["subjects", index]), rule: "required-field", message }];
  });
};

/** A binding binds something. */
export const roleReference: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "rbac.authorization.k8s.io/v1" || (kind !== "RoleBinding" && kind !== "ClusterRoleBinding"))
    return [];
  const reference = mappingAt(object, "roleRef");
  const missing = ["kind", "name"].filter((field) => reference[field] === undefined || reference[field] === "");
  if (object.roleRef === undefined) return [];
  const problems: Problem[] = missing.map((field) => ({
    pointer: "/roleRef",
    rule: "required-field",
    message: `roleRef.${field} is missing; a ${kind} needs it.`,
  }));
  const target = judgedText(reference.kind);
  const allowed = kind === "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (target !== undefined && !allowed.includes(target)) {
    problems.push({
      pointer: "/roleRef/kind",
      rule: "allowed-value",
      message: `roleRef.kind is ${target}; a ${kind} binds a ${allowed.join(" or ")}.`,
    });
  }
  return problems;
};
