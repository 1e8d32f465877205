import { isDnsSubdomain } from "../rules/names.ts";
import { judgedText, listAt, valueAt } from "../rules/rule.ts";
import { exactlyOne, isSet, lacks, type PartProblem, type PartRule, says, textField } from "./part.ts";

/** A rule allows something to be done with something. */
export const accessRule: PartRule = (part) => {
  const problems: PartProblem[] = [];
  const urls = listAt(part, "nonResourceURLs").length;
  const resources = listAt(part, "resources").length;
  if (listAt(part, "verbs").length === 0) problems.push(lacks("verbs", "a rule says what may be done"));
  if (urls > 0 && (resources > 0 || listAt(part, "apiGroups").length > 0)) {
    problems.push(
      says(["nonResourceURLs"], "one-of", "may not stand beside apiGroups and resources; write a rule of its own"),
    );
  }
  if (urls === 0 && resources === 0) problems.push(lacks("resources", "a rule says what it is about"));
  if (resources > 0 && listAt(part, "apiGroups").length === 0) {
    problems.push(lacks("apiGroups", 'a rule about resources says of which groups, and the core group is ""'));
  }
  return problems;
};

const rbac = "rbac.authorization.k8s.io";

/** Whom a binding is for. */
export const subject: PartRule = (part) => {
  const { kind, apiGroup } = part;
  const problems: PartProblem[] = [];
  if (part.name === "") problems.push(says(["name"], "required-field", "is empty; a subject has a name"));
  if (kind === "ServiceAccount" && isSet(apiGroup)) {
    problems.push(
      says(["apiGroup"], "allowed-value", `is "${String(apiGroup)}"; a ServiceAccount is of no group, so leave it out`),
    );
  }
  if ((kind === "User" || kind === "Group") && isSet(apiGroup) && apiGroup !== rbac) {
    problems.push(says(["apiGroup"], "allowed-value", `is "${String(apiGroup)}"; a ${kind} is of ${rbac}`));
  }
  const text = judgedText(kind);
  if (text !== undefined && !["Group", "ServiceAccount", "User"].includes(text)) {
    problems.push(says(["kind"], "allowed-value", `is "${text}"; allowed is Group, ServiceAccount or User`));
  }
  return problems;
};

export const roleGroup = textField("apiGroup", "allowed-value", (text) =>
  text === rbac ? undefined : `it must be ${rbac}`,
);

/** A webhook says where it is, and over TLS. */
export const webhookClient: PartRule = (part) => {
  const url = judgedText(part.url);
  const wrong = url !== undefined && !/^https:\/\/[^/?#@]+(?:\/[^?#]*)?$/.test(url);
  return [
    ...exactlyOne(["service", "url"], "service and url")(part),
    ...(wrong ? [says(["url"], "format", "must begin with https:// and have no user, query or fragment")] : []),
  ];
};

export const webhook: PartRule = (part) => {
  const name = judgedText(part.name);
  const seconds = part.timeoutSeconds;
  const problems: PartProblem[] = [];
  if (name !== undefined && (!isDnsSubdomain(name) || name.split(".").length < 3)) {
    problems.push(says(["name"], "name", `is "${name}"; a webhook is called by a DNS name of at least three parts`));
  }
  if (typeof seconds === "number" && (seconds < 1 || seconds > 30)) {
    problems.push(says(["timeoutSeconds"], "range", `is ${seconds}; allowed is 1 to 30`));
  }
  if (part.admissionReviewVersions !== undefined && listAt(part, "admissionReviewVersions").length === 0) {
    problems.push(says(["admissionReviewVersions"], "required-field", "is empty; there is v1"));
  }
  return problems;
};

/** Which requests a rule of admission is about. */
export const ruleOfOperations: PartRule = (part) =>
  ["operations", "apiGroups", "apiVersions", "resources"].flatMap((field) => {
    if (part[field] === undefined || listAt(part, field).length === 0)
      return [lacks(field, "a rule names at least one, or *")];
    const all = listAt(part, field);
    return all.length > 1 && all.includes("*") && field !== "resources"
      ? [says([field], "one-of", "has * beside others; it stands alone")]
      : [];
  });

export const apiService: PartRule = (part) => {
  const problems: PartProblem[] = [];
  for (const [field, most] of [
    ["groupPriorityMinimum", 20_000],
    ["versionPriority", 1_000],
  ] as const) {
    const value = part[field];
    if (typeof value === "number" && (value < 1 || value > most)) {
      problems.push(says([field], "range", `is ${value}; allowed is 1 to ${most}`));
    }
  }
  if (part.insecureSkipTLSVerify === true && isSet(part.caBundle)) {
    problems.push(says(["insecureSkipTLSVerify"], "one-of", "may not be true when there is a caBundle"));
  }
  return problems;
};

/** A policy's rules have an expression each. */
export const validation: PartRule = (part) =>
  valueAt(part, "expression") === ""
    ? [says(["expression"], "required-field", "is empty; it is a condition in CEL")]
    : [];

/** What is above belongs to Kubernetes itself. */
export const priority: PartRule = ({ value, metadata }) => {
  const name = judgedText(valueAt(metadata, "name"));
  if (typeof value !== "number" || value <= 1_000_000_000 || name?.startsWith("system-")) return [];
  return [
    says(
      ["value"],
      "range",
      `is ${value}; it must be at most 1000000000, as what is above belongs to Kubernetes itself`,
    ),
  ];
};
