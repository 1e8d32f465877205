import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { AdmissionAnswer, AdmissionRule } from "../engine.ts";
import { withAutogen } from "./autogen.ts";
import { selectsWith, textsOf } from "./match.ts";
import { NotEvaluated } from "./outcome.ts";
import type { NamespaceLabels, Subject } from "./subject.ts";
import { matchesWildcard } from "./wildcard.ts";

/** A ClusterPolicy or a Policy, and the rules of it that can refuse. */
export type Policy = {
  readonly from: AdmissionRule;
  readonly object: JsonObject;
  readonly spec: JsonObject;
  /** `ClusterPolicy/<name>`. */
  readonly name: string;
  /** The only namespace that a Policy is about; null for a ClusterPolicy. */
  readonly namespace: string | null;
  /** Those that can refuse, with those made of them for what makes Pods. */
  readonly rules: readonly PolicyRule[];
  /** Those that change what is admitted, before anything is asked. */
  readonly mutations: readonly PolicyRule[];
  /** Only the first rule that applies is asked. */
  readonly onlyFirst: boolean;
};

export type PolicyRule = {
  readonly object: JsonObject;
  /** `ClusterPolicy/<policy>/<rule>`, by the rule's name as it is written. */
  readonly name: string;
};

type Refused = Extract<AdmissionAnswer, { status: "refused" }>;

/** Undefined for what is no policy of rules, or none that is asked at admission. */
export function policyOf(from: AdmissionRule): Policy | undefined {
  const { id, object } = from.manifest;
  if (id.group !== "kyverno.io" || (id.kind !== "ClusterPolicy" && id.kind !== "Policy")) return undefined;
  const spec = isJsonObject(object.spec) ? object.spec : {};
  if (spec.admission === false) return undefined;
  const name = `${id.kind}/${id.name}`;
  const rules = withAutogen(object).map((rule) => ({ object: rule, name: `${name}/${writtenName(rule)}` }));
  return {
    from,
    object,
    spec,
    name,
    namespace: id.kind === "Policy" ? (id.namespace ?? "") : null,
    rules: rules.filter((rule) => canRefuse(rule.object)),
    mutations: rules.filter((rule) => changes(rule.object)),
    onlyFirst: spec.applyRules === "One",
  };
}

/** Rules that change or make something else let everything in. */
function canRefuse({ validate, verifyImages }: JsonObject): boolean {
  return isJsonObject(validate) || (isJsonArray(verifyImages) && verifyImages.length > 0);
}

/** Those with targets change other objects. */
function changes({ mutate }: JsonObject): boolean {
  return isJsonObject(mutate) && mutate.targets === undefined;
}

function writtenName({ name }: JsonObject): string {
  return String(name).replace(/^autogen-(?:cronjob-)?/, "");
}

/** What Kyverno does when a rule does not hold: by the rule, by the policy, and by namespace. */
export function actionOf(
  { spec }: Policy,
  { validate }: JsonObject,
  subject: Subject,
  labelsOf: NamespaceLabels,
): Refused["action"] {
  const own = isJsonObject(validate) ? validate : {};
  const overrides = [own.failureActionOverrides, spec.validationFailureActionOverrides]
    .filter(isJsonArray)
    .find((list) => list.length > 0);
  const overridden = (overrides ?? []).filter(isJsonObject).find((one) => isOver(one, subject, labelsOf));
  const action = overridden?.action ?? own.failureAction ?? spec.validationFailureAction;
  if (String(action).toLowerCase() === "enforce") return "deny";
  return spec.emitWarning === true || spec.auditWarning === true ? "warn" : "audit";
}

function isOver(
  { namespaces, namespaceSelector }: JsonObject,
  { namespace }: Subject,
  labelsOf: NamespaceLabels,
): boolean {
  if (namespace === undefined) throw new NotEvaluated("what it does depends on a namespace that is not known here");
  const named = textsOf(namespaces);
  if (named.length > 0 && !named.some((one) => matchesWildcard(one, namespace ?? ""))) return false;
  if (!isJsonObject(namespaceSelector)) return named.length > 0;
  const selected = selectsWith(
    namespaceSelector,
    namespace === null ? { labels: {}, others: false } : labelsOf(namespace),
  );
  if (selected === "unknown") throw new NotEvaluated(`what it does depends on labels of the namespace ${namespace}`);
  return selected;
}

/** Whether an error of a rule refuses: unless the policy says that it may be ignored. */
export function failsClosed({ spec }: Policy): boolean {
  const configured = isJsonObject(spec.webhookConfiguration) ? spec.webhookConfiguration.failurePolicy : undefined;
  return (configured ?? spec.failurePolicy) !== "Ignore";
}

/** Whether what violated a rule before may go on to. */
export function allowsExisting(rule: JsonObject): boolean {
  return !isJsonObject(rule.validate) || rule.validate.allowExistingViolations !== false;
}

/** Conditions of the webhook itself, in CEL. */
export function webhookConditions({ spec }: Policy): readonly Json[] {
  const { webhookConfiguration } = spec;
  const conditions = isJsonObject(webhookConfiguration) ? webhookConfiguration.matchConditions : undefined;
  return isJsonArray(conditions) ? conditions : [];
}
