import { isIP } from "node:net";
import { isJsonArray } from "../../../domain/json.ts";
import { isDnsLabel, isDnsSubdomain } from "../rules/names.ts";
import { judgedText, listAt, valueAt } from "../rules/rule.ts";
import { isSet, lacks, type PartProblem, type PartRule, says } from "./part.ts";

/** Which operators take values, and how many. */
export const requirement: PartRule = (part) => {
  const { key, operator, values } = part;
  const count = isJsonArray(values) ? values.length : 0;
  const problems: PartProblem[] = [];
  if (key === "") problems.push(says(["key"], "required-field", "is empty; it is the key of a label"));
  if ((operator === "In" || operator === "NotIn") && count === 0) {
    problems.push(lacks("values", `the operator ${operator} needs at least one`));
  }
  if ((operator === "Exists" || operator === "DoesNotExist") && count > 0) {
    problems.push(says(["values"], "one-of", `may not be set with the operator ${operator}`));
  }
  if (operator === "Gt" || operator === "Lt") {
    const [value] = isJsonArray(values) ? values : [];
    if (count !== 1 || !/^-?\d+$/.test(String(value))) {
      problems.push(
        says(
          values === undefined ? [] : ["values"],
          "format",
          `must be one whole number with the operator ${operator}`,
        ),
      );
    }
  }
  return problems;
};

export const toleration: PartRule = (part) => {
  const { key, operator, value, effect, tolerationSeconds } = part;
  if (!isSet(key) && operator !== "Exists")
    return [lacks("key", "without one the operator must be Exists, which tolerates everything")];
  if (operator === "Exists" && isSet(value))
    return [says(["value"], "one-of", "may not be set with the operator Exists")];
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    return [says(["effect"], "one-of", "must be NoExecute when tolerationSeconds is set")];
  }
  return [];
};

export const weighted: PartRule = ({ weight }) =>
  typeof weight !== "number" || (weight >= 1 && weight <= 100)
    ? []
    : [says(["weight"], "range", `is ${weight}; allowed is 1 to 100`)];

export const nodeSelector: PartRule = (part) =>
  listAt(part, "nodeSelectorTerms").length > 0 ? [] : [lacks("nodeSelectorTerms", "at least one says which nodes")];

export const affinityTerm: PartRule = ({ topologyKey }) =>
  topologyKey === ""
    ? [says(["topologyKey"], "required-field", "is empty; it is the label that tells places apart")]
    : [];

export const topologySpread: PartRule = ({ minDomains, whenUnsatisfiable }) => {
  if (minDomains === undefined) return [];
  if (typeof minDomains === "number" && minDomains < 1)
    return [says(["minDomains"], "range", `is ${minDomains}; it must be at least 1`)];
  if (whenUnsatisfiable === "ScheduleAnyway") {
    return [says(["minDomains"], "one-of", "may only be set when whenUnsatisfiable is DoNotSchedule")];
  }
  return [];
};

export const hostAlias: PartRule = (part) => {
  const ip = judgedText(part.ip);
  return ip === undefined || isIP(ip) !== 0 ? [] : [says(["ip"], "format", `is "${ip}", which is not an IP address`)];
};

/** What a pod says beside its containers and volumes. */
export const podSettings: PartRule = (part) => [
  ...dnsProblems(part),
  ...["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"].flatMap((field) => {
    const text = judgedText(part[field]);
    if (text === undefined || isDnsSubdomain(text)) return [];
    return [says([field], "name", `is "${text}"; a name may hold lower-case letters, digits, - and .`)];
  }),
  ...["hostname", "subdomain"].flatMap((field) => {
    const text = judgedText(part[field]);
    if (text === undefined || isDnsLabel(text)) return [];
    return [says([field], "name", `is "${text}"; it may hold lower-case letters, digits and -, 63 characters at most`)];
  }),
  ...hostProblems(part),
  ...repeatedSpreads(part),
];

const dnsProblems: PartRule = (part) => {
  const servers = listAt(part, "dnsConfig", "nameservers");
  const problems = servers.flatMap((server, index) => {
    const text = judgedText(server);
    if (text === undefined || isIP(text) !== 0) return [];
    return [says(["dnsConfig", "nameservers", index], "format", `is "${text}", which is not an IP address`)];
  });
  if (servers.length > 3) problems.push(says(["dnsConfig", "nameservers"], "range", "has more than 3 addresses"));
  if (part.dnsPolicy === "None" && servers.length === 0) {
    problems.push(
      says(["dnsPolicy"], "required-field", "is None; then dnsConfig.nameservers has at least one address"),
    );
  }
  return problems;
};

const hostProblems: PartRule = (part) => {
  if (part.hostPID === true && part.shareProcessNamespace === true) {
    return [says(["shareProcessNamespace"], "one-of", "may not be true when hostPID is true")];
  }
  const { activeDeadlineSeconds: deadline } = part;
  if (typeof deadline === "number" && deadline < 1) {
    return [says(["activeDeadlineSeconds"], "range", `is ${deadline}; it must be at least 1`)];
  }
  return [];
};

const repeatedSpreads: PartRule = (part) => {
  const keys = listAt(part, "topologySpreadConstraints").map((one) =>
    JSON.stringify([valueAt(one, "topologyKey"), valueAt(one, "whenUnsatisfiable")]),
  );
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [
          says(
            ["topologySpreadConstraints", index],
            "duplicate",
            "has the topologyKey and whenUnsatisfiable of another constraint",
          ),
        ],
  );
};
