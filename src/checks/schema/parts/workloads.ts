import { isJsonObject, type Json } from "../../../domain/json.ts";
import { listAt, mappingAt, valueAt } from "../rules/rule.ts";
import { lacks, type PartProblem, type PartRule, says } from "./part.ts";

/** A rollout that may neither add nor take a pod never moves. */
export const rollingUpdate: PartRule = ({ maxSurge, maxUnavailable }) =>
  isZero(maxSurge) && isZero(maxUnavailable)
    ? [says(["maxUnavailable"], "one-of", "may not be 0 when maxSurge is 0")]
    : [];

/** Unlike a Deployment's, this one does either. */
export const daemonUpdate: PartRule = ({ maxSurge, maxUnavailable }) => {
  if (maxSurge === undefined || isZero(maxSurge)) {
    return isZero(maxUnavailable) ? [says(["maxUnavailable"], "one-of", "may not be 0 when maxSurge is 0")] : [];
  }
  return maxUnavailable !== undefined && isZero(maxUnavailable)
    ? []
    : [says(["maxSurge"], "one-of", "may only be set when maxUnavailable is 0")];
};

function isZero(value: Json | undefined): boolean {
  return value === 0 || value === "0" || value === "0%";
}

export const deployment: PartRule = ({ minReadySeconds: ready = 0, progressDeadlineSeconds: deadline }) => {
  if (typeof ready !== "number" || typeof deadline !== "number" || deadline > ready) return [];
  return [
    says(
      ["progressDeadlineSeconds"],
      "range",
      `is ${deadline}; it must be more than minReadySeconds, which is ${ready}`,
    ),
  ];
};

export const job: PartRule = (part) => {
  const problems: PartProblem[] = [];
  const indexed = part.completionMode === "Indexed";
  if (indexed && part.completions === undefined)
    problems.push(lacks("completions", "the completionMode Indexed needs them"));
  for (const field of ["backoffLimitPerIndex", "maxFailedIndexes"]) {
    if (part[field] !== undefined && !indexed)
      problems.push(says([field], "one-of", "may only be set when completionMode is Indexed"));
  }
  const restart = valueAt(part, "template", "spec", "restartPolicy");
  if (part.podFailurePolicy !== undefined && restart === "OnFailure") {
    problems.push(says(["podFailurePolicy"], "one-of", "may only be set when the pods' restartPolicy is Never"));
  }
  return problems;
};

/** What a stateful set does with its claims. */
export const claimRetention: PartRule = (part) =>
  ["whenDeleted", "whenScaled"].flatMap((field) => {
    const policy = part[field];
    if (typeof policy !== "string" || policy === "" || policy === "Delete" || policy === "Retain") return [];
    return [says([field], "allowed-value", `is "${policy}"; allowed is Delete or Retain`)];
  });

const metricSources: Readonly<Record<string, string>> = {
  ContainerResource: "containerResource",
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
};

/** A metric says of what kind it is, and has what its kind needs. */
export const metric: PartRule = (part) => {
  const field = metricSources[String(part.type)];
  if (field === undefined) {
    return typeof part.type === "string" && !part.type.includes("${")
      ? [says(["type"], "allowed-value", `is "${part.type}"; allowed is ${Object.keys(metricSources).join(", ")}`)]
      : [];
  }
  if (part[field] === undefined) return [lacks(field, `the type ${String(part.type)} needs it`)];
  const other = Object.values(metricSources).find((name) => name !== field && part[name] !== undefined);
  return other === undefined ? [] : [says([other], "one-of", `may not be set when the type is ${String(part.type)}`)];
};

const targetFields: Readonly<Record<string, string>> = {
  AverageValue: "averageValue",
  Utilization: "averageUtilization",
  Value: "value",
};

export const metricTarget: PartRule = (part) => {
  const field = targetFields[String(part.type)];
  if (field === undefined) {
    return typeof part.type === "string" && !part.type.includes("${")
      ? [says(["type"], "allowed-value", `is "${part.type}"; allowed is ${Object.keys(targetFields).join(", ")}`)]
      : [];
  }
  const given = Object.values(targetFields).filter((name) => part[name] !== undefined);
  if (given.length === 0) return [lacks(field, `the type ${String(part.type)} needs it`)];
  if (part[field] === undefined) {
    // What is given is what counts, whatever the type says.
    const told = says(["type"], "one-of", `is ${String(part.type)}, and what is given is ${given.join(" and ")}`);
    return [{ ...told, severity: "warning" }];
  }
  const { averageUtilization: share } = part;
  return typeof share === "number" && share < 1
    ? [says(["averageUtilization"], "range", `is ${share}; it must be at least 1`)]
    : [];
};

/** Without pods there is nothing whose processor could be measured. */
export const autoscaler: PartRule = (part) => {
  const outside = listAt(part, "metrics").some((one) => ["External", "Object"].includes(String(valueAt(one, "type"))));
  if (part.minReplicas !== 0 || outside) return [];
  return [
    says(["minReplicas"], "range", "is 0; it must be at least 1, unless a metric is of the type External or Object"),
  ];
};

export const scalingPolicy: PartRule = ({ type, value, periodSeconds }) => {
  const problems: PartProblem[] = [];
  if (typeof type === "string" && type !== "Pods" && type !== "Percent") {
    problems.push(says(["type"], "allowed-value", `is "${type}"; allowed is Pods or Percent`));
  }
  if (typeof value === "number" && value < 1)
    problems.push(says(["value"], "range", `is ${value}; it must be at least 1`));
  if (typeof periodSeconds === "number" && (periodSeconds < 1 || periodSeconds > 1800)) {
    problems.push(says(["periodSeconds"], "range", `is ${periodSeconds}; allowed is 1 to 1800`));
  }
  return problems;
};

export const scalingRules: PartRule = ({ stabilizationWindowSeconds: seconds, selectPolicy }) => {
  const problems: PartProblem[] = [];
  if (typeof seconds === "number" && (seconds < 0 || seconds > 3600)) {
    problems.push(says(["stabilizationWindowSeconds"], "range", `is ${seconds}; allowed is 0 to 3600`));
  }
  if (typeof selectPolicy === "string" && !["Disabled", "Max", "Min"].includes(selectPolicy)) {
    problems.push(says(["selectPolicy"], "allowed-value", `is "${selectPolicy}"; allowed is Disabled, Max or Min`));
  }
  return problems;
};

export const limitRange: PartRule = (part) => {
  const { type } = part;
  if (
    typeof type === "string" &&
    !["Container", "PersistentVolumeClaim", "Pod"].includes(type) &&
    !type.includes("/")
  ) {
    return [says(["type"], "allowed-value", `is "${type}"; allowed is Container, PersistentVolumeClaim or Pod`)];
  }
  if (type === "Pod") {
    return ["default", "defaultRequest"]
      .filter((field) => isJsonObject(part[field]) && Object.keys(mappingAt(part, field)).length > 0)
      .map((field) => says([field], "one-of", "may not be set when the type is Pod"));
  }
  return [];
};
