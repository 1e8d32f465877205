import { isJsonObject, type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { InvariantError } from "../../../errors.ts";
import type { AdmissionAnswer, AdmissionRequest } from "../engine.ts";
import { reviewOf } from "../gatekeeper/review.ts";
import type { CelAnswer } from "./cel.ts";
import { evaluateConditions } from "./conditions/evaluate.ts";
import { type ConfigMaps, createContext, type RuleContext } from "./context.ts";
import { isExcepted } from "./exceptions.ts";
import { imagesOf } from "./images.ts";
import { isMatched, type Matched } from "./match.ts";
import { Exhausted, LeftToKyverno, NotEvaluated, RuleFault, type RuleOutcome } from "./outcome.ts";
import { evaluatePodSecurity } from "./pod-security.ts";
import { actionOf, allowsExisting, failsClosed, type Policy, type PolicyRule, webhookConditions } from "./policy.ts";
import type { Judged, OpenQuestion } from "./program.ts";
import { earlierSubject, type NamespaceLabels, type Subject, subjectOf } from "./subject.ts";
import { unsupportedIn } from "./supported.ts";
import { evaluateValidation } from "./validate.ts";

/** What stands around the requests, as far as it is known. */
export type Around = {
  readonly exceptions: readonly JsonObject[];
  readonly labelsOf: NamespaceLabels;
  readonly configMaps: ConfigMaps;
  /** What CEL says of a request, for rules that ask in it. */
  readonly celOf: (rule: JsonObject, request: AdmissionRequest) => CelAnswer | undefined;
  /** What changes an object before it is asked about, if anything does. */
  readonly changesFirst: (request: AdmissionRequest) => string | undefined;
};

/** Namespaces that Kyverno leaves alone unless it is told otherwise: the resourceFilters of its own configuration. */
const leftAlone = new Set(["kube-system", "kube-public", "kube-node-lease"]);

/** What a policy says of one request: at most one answer of each rule. */
export function judgeRequest(policy: Policy, request: AdmissionRequest, around: Around): readonly Judged[] {
  const answers: Judged[] = [];
  for (const rule of policy.rules) {
    const answer = orNotEvaluated(policy, rule, request, around, () => judgeRule(policy, rule, request, around));
    if (answer === "passes") {
      if (policy.onlyFirst) break;
      continue;
    }
    if (answer === "does not apply") continue;
    answers.push(answer);
    if (policy.onlyFirst) break;
  }
  return answers;
}

type Answer = Judged | "passes" | "does not apply";

function judgeRule(policy: Policy, rule: PolicyRule, request: AdmissionRequest, around: Around): Answer {
  const subject = subjectOf(request);
  if (subject === undefined) return "does not apply";
  const matched = matchedBy(policy, rule.object, subject, around.labelsOf);
  if (matched === false) return "does not apply";
  const why = asksElsewhere(policy, rule.object, subject);
  if (why !== undefined) throw new NotEvaluated(why);
  const stranger = unsupportedIn(rule.object);
  if (stranger !== undefined) throw new LeftToKyverno(stranger);
  const context = contextOf(request, subject, around.configMaps);
  const excepted = isExcepted(around.exceptions, policy, rule.object, subject, context, around.labelsOf);
  if (excepted === true) return "does not apply";
  const cel = around.celOf(rule.object, request);
  if (cel?.applies() === false) return "does not apply";
  const outcome = evaluate(rule.object, subject, context, cel);
  if (!("message" in outcome)) return outcome.status === "passed" ? "passes" : "does not apply";
  // Only now does it matter what could not be known.
  for (const open of [matched, excepted]) if (typeof open === "object") throw new NotEvaluated(open.unknown);
  const changing = around.changesFirst(request);
  if (changing !== undefined) throw new NotEvaluated(`${changing} changes the object before it is asked`);
  return { answer: refusal(policy, rule, request, subject, outcome, around) };
}

function evaluate(rule: JsonObject, subject: Subject, context: RuleContext, cel: CelAnswer | undefined): RuleOutcome {
  const { cel: asked, podSecurity } = isJsonObject(rule.validate) ? rule.validate : {};
  if (asked === undefined && podSecurity === undefined) return evaluateValidation(rule, subject, context);
  const { preconditions, context: declared } = rule;
  if (!preconditionsHold(preconditions, context.declare(objectsIn(declared)))) return { status: "skipped" };
  if (isJsonObject(podSecurity)) {
    if (subject.object === null) return { status: "skipped" };
    return evaluatePodSecurity(String(rule.name), podSecurity, subject.object);
  }
  if (cel === undefined) throw new InvariantError("a rule in CEL has been asked before");
  return cel.outcome();
}

/** In CEL, conditions with variables that have no value leave the rule to Kyverno. */
function preconditionsHold(preconditions: Json | undefined, context: RuleContext): boolean {
  try {
    return evaluateConditions(preconditions, context).holds;
  } catch (error) {
    if (error instanceof RuleFault) throw new NotEvaluated(`its preconditions cannot be evaluated: ${error.message}`);
    throw error;
  }
}

export function matchedBy(policy: Policy, rule: JsonObject, subject: Subject, labelsOf: NamespaceLabels): Matched {
  if (policy.namespace !== null && subject.namespace !== undefined && subject.namespace !== policy.namespace)
    return false;
  const matched = isMatched(rule, subject, labelsOf);
  if (matched !== true || policy.namespace === null || subject.namespace !== undefined) return matched;
  return { unknown: "the object's namespace is not known here" };
}

function asksElsewhere(policy: Policy, rule: JsonObject, { namespace }: Subject): string | undefined {
  if (rule.verifyImages !== undefined) return "verifyImages asks the registry of each image";
  if (webhookConditions(policy).length > 0) return "the matchConditions of its webhook are not evaluated here";
  const { validate, preconditions, context } = rule;
  if (namespace === undefined && /namespace/i.test(JSON.stringify([validate, preconditions ?? [], context ?? []]))) {
    return "it asks for a namespace, and the object's is not known here";
  }
  if (isJsonObject(validate) && validate.manifests !== undefined) return "manifests asks for signatures";
  return undefined;
}

function refusal(
  policy: Policy,
  rule: PolicyRule,
  request: AdmissionRequest,
  subject: Subject,
  outcome: Extract<RuleOutcome, { message: string }>,
  around: Around,
): AdmissionAnswer {
  const asked = actionOf(policy, rule.object, subject, around.labelsOf);
  const acts = outcome.status === "failed" || failsClosed(policy) ? asked : "audit";
  const mercy = acts === "deny" ? mercyFor(policy, rule, request, subject, around) : undefined;
  return {
    status: "refused",
    request,
    rule: rule.name,
    action: mercy === undefined ? acts : "audit",
    message: oneLine(mercy === undefined ? outcome.message : `${outcome.message} (${mercy})`),
    pointer: outcome.path === null ? null : pointerOf(outcome.path),
  };
}

/** Messages are often written over several lines of YAML. */
function oneLine(message: string): string {
  return message.replace(/\s+/g, " ").trim();
}

/** Why Kyverno would let in what violates a rule all the same. */
function mercyFor(
  policy: Policy,
  rule: PolicyRule,
  request: AdmissionRequest,
  { operation, namespace }: Subject,
  around: Around,
): string | undefined {
  if (leftAlone.has(namespace ?? "")) return `Kyverno leaves ${namespace} alone unless it is configured otherwise`;
  const earlier = operation === "UPDATE" && comparesEarlier(rule.object) ? earlierSubject(request) : undefined;
  if (earlier === undefined || matchedBy(policy, rule.object, earlier, around.labelsOf) !== true) return undefined;
  const created = { ...request, operation: "CREATE" as const, object: request.old, old: null };
  const before = evaluate(rule.object, earlier, contextOf(created, earlier, around.configMaps), undefined);
  return before.status === "failed" ? "it was so before, and Kyverno lets such an object be updated" : undefined;
}

/** Of rules in CEL, Kyverno asks only about the object as it is now. */
function comparesEarlier(rule: JsonObject): boolean {
  return allowsExisting(rule) && !(isJsonObject(rule.validate) && rule.validate.cel !== undefined);
}

function contextOf(request: AdmissionRequest, subject: Subject, configMaps: ConfigMaps): RuleContext {
  const { values, incomplete } = known.get(subject) ?? valuesOf(request, subject);
  known.set(subject, { values, incomplete });
  return createContext({
    values,
    pending: new Map(),
    configMaps,
    isDelete: request.operation === "DELETE",
    incomplete,
  });
}

type Values = { readonly values: JsonObject; readonly incomplete: readonly Json[] };

const known = new WeakMap<Subject, Values>();

/** What every rule can ask of a request. */
function valuesOf(request: AdmissionRequest, subject: Subject): Values {
  const { uid: _, userInfo: __, dryRun: ___, options: ____, ...asked } = reviewOf(request);
  const review = { ...asked, object: subject.object, oldObject: subject.old };
  const { images, incomplete } = imagesOf(subject.about);
  return {
    values: { request: review, ...(images === null ? {} : { images }) },
    incomplete: [review, ...incomplete],
  };
}

/** Undefined where the program, which has no cluster either, would guess. */
function openQuestion(
  policy: Policy,
  rule: PolicyRule,
  request: AdmissionRequest,
  around: Around,
): OpenQuestion | undefined {
  const subject = subjectOf(request);
  if (subject === undefined || subject.object === null || guesses.test(JSON.stringify(rule.object))) return undefined;
  if (matchedBy(policy, rule.object, subject, around.labelsOf) !== true) return undefined;
  if (around.changesFirst(request) !== undefined) return undefined;
  return {
    policy: policy.object,
    rule: String(rule.object.name),
    object: subject.object,
    old: request.operation === "UPDATE" && allowsExisting(rule.object) ? subject.old : null,
    action: () => actionOf(policy, rule.object, subject, around.labelsOf),
  };
}

/** What the policy would do to what it refuses; where that depends on more than is known, it refuses. */
function actionInstead(policy: Policy, rule: PolicyRule, request: AdmissionRequest, around: Around) {
  const subject = subjectOf(request);
  if (!failsClosed(policy)) return "audit";
  try {
    return subject === undefined ? "deny" : actionOf(policy, rule.object, subject, around.labelsOf);
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return "deny";
  }
}

const guesses =
  /userInfo|serviceAccount|"(?:roles|clusterRoles|subjects|apiCall|globalReference|imageRegistry|configMap|namespaceSelector)"|request\.(?:operation|oldObject|roles|clusterRoles)|time_now|time_since|random\(/;

function orNotEvaluated(
  policy: Policy,
  rule: PolicyRule,
  request: AdmissionRequest,
  around: Around,
  judged: () => Answer,
): Answer {
  try {
    return judged();
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    const { manifest } = policy.from;
    const answer = { status: "not-evaluated", rule: rule.name, reason: error.message, request, manifest } as const;
    // What comes after the first rule that applies is not known either.
    const isOpen = error instanceof LeftToKyverno && !policy.onlyFirst;
    const open = isOpen ? openQuestion(policy, rule, request, around) : undefined;
    if (open !== undefined) return { answer, open };
    if (!(error instanceof Exhausted)) return { answer };
    return { answer: { ...answer, exhausted: actionInstead(policy, rule, request, around) } };
  }
}
