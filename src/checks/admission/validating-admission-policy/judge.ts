import type { Json } from "../../../domain/json.ts";
import type { ExpressionProgram, Expressions } from "../../../ports/expressions.ts";
import type { Admission, AdmissionAnswer, AdmissionRequest } from "../engine.ts";
import type { Cluster } from "./cluster.ts";
import { programOf, type Refused, refusedExpressions } from "./expressions.ts";
import { type Input, inputOf } from "./inputs.ts";
import { isUnknown } from "./known.ts";
import { matchesConstraints, type Target, targetOf } from "./match.ts";
import { paramsOf } from "./params.ts";
import type { Binding, Policy } from "./policy.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

type Asking = {
  readonly admission: Admission;
  readonly cluster: Cluster;
  /** Minor release of Kubernetes. */
  readonly minor: number;
  readonly expressions: Expressions;
};

type Bound = { readonly policy: Policy; readonly bindings: readonly Binding[] };

/** One question: a policy, to a request, under one binding, with one of its parameters. */
type Question = {
  readonly policy: Policy;
  readonly binding: Binding;
  readonly target: Target;
  readonly params: Json | undefined;
};

/** What policies say to all requests, under their bindings: one without a binding says nothing. */
export async function judgePolicies(policies: readonly Bound[], asking: Asking): Promise<readonly AdmissionAnswer[]> {
  const { admission, cluster, minor, expressions } = asking;
  const answers: AdmissionAnswer[] = [];
  const sound: Bound[] = [];
  for (const bound of policies) {
    const refused = await refusedExpressions(bound.policy, minor, expressions, admission.signal);
    answers.push(...refused.map((one) => broken(bound.policy, one)));
    if (refused.length === 0 && bound.bindings.length > 0) sound.push(bound);
  }
  const questions: Question[] = [];
  for (const request of sound.length === 0 ? [] : admission.requests) {
    const target = targetOf(request, cluster, minor);
    for (const step of target === undefined ? [] : sound.flatMap((bound) => questionsOf(target, bound))) {
      if ("status" in step) answers.push(step);
      else questions.push(step);
    }
  }
  return [...answers, ...(await askAll(questions, asking))];
}

function questionsOf(target: Target, { policy, bindings }: Bound): readonly (Question | AdmissionAnswer)[] {
  const { request } = target;
  const matched = matchesConstraints(target, policy.constraints);
  if (matched === false) return [];
  return bindings.flatMap((binding): readonly (Question | AdmissionAnswer)[] => {
    const bound = matchesConstraints(target, binding.constraints);
    if (bound === false) return [];
    const [unknown] = [matched, bound].filter(isUnknown);
    if (unknown !== undefined) return [notEvaluated(policy, unknown.unknown, request)];
    const found = paramsOf(target, policy, binding);
    if (found.status === "unknown") return [notEvaluated(policy, found.reason, null)];
    if (found.status === "found") return found.params.map((params) => ({ policy, binding, target, params }));
    const verdict: Verdict = {
      status: "refused",
      message: `failed to configure binding: ${found.reason}`,
      pointer: null,
    };
    return policy.ignoresFaults ? [] : answersOf(policy, binding, request, [verdict]);
  });
}

/** All at once, one request after the other, so that each is read once however many policies it is asked of. */
async function askAll(questions: readonly Question[], asking: Asking): Promise<readonly AdmissionAnswer[]> {
  const inputs = new Map<Target, Input>();
  const programs = new Map<Policy, Map<string, ExpressionProgram>>();
  const asked = questions.map(({ policy, target, params }) => {
    const input = inputs.get(target) ?? inputOf(target);
    inputs.set(target, input);
    const own = programs.get(policy) ?? new Map<string, ExpressionProgram>();
    programs.set(policy, own);
    const key = JSON.stringify(input.unknown);
    const program = own.get(key) ?? { ...programOf(policy, asking.minor), unknown: input.unknown };
    own.set(key, program);
    return { program, input: params === undefined ? input.variables : { ...input.variables, params } };
  });
  const answers = await asking.expressions.evaluate(
    asked.map(({ program }) => program),
    asked.map(({ input }) => input),
    asking.admission.signal,
  );
  return questions.flatMap(({ policy, binding, target }, index) =>
    answersOf(policy, binding, target.request, verdictsOf(policy, answers[index] ?? [])),
  );
}

function answersOf(
  policy: Policy,
  { actions }: Binding,
  request: AdmissionRequest,
  verdicts: readonly Verdict[],
): readonly AdmissionAnswer[] {
  const action = actions.includes("Deny") ? "deny" : actions.includes("Warn") ? "warn" : "audit";
  return verdicts.map((verdict): AdmissionAnswer => {
    if (verdict.status === "not-evaluated")
      return { ...notEvaluated(policy, verdict.reason, request), ...(verdict.exhausted && { exhausted: action }) };
    const { message, pointer } = verdict;
    return { status: "refused", request, rule: ruleOf(policy), action, message, pointer };
  });
}

function broken(policy: Policy, { expression, pointer, reason }: Refused): AdmissionAnswer {
  const { manifest } = policy;
  return { status: "broken", rule: ruleOf(policy), manifest, pointer, reason: `"${expression.trim()}": ${reason}` };
}

function notEvaluated(
  policy: Policy,
  reason: string,
  request: AdmissionRequest | null,
): Extract<AdmissionAnswer, { readonly status: "not-evaluated" }> {
  return { status: "not-evaluated", rule: ruleOf(policy), reason, request, manifest: policy.manifest };
}

function ruleOf({ name }: Policy): string {
  return `ValidatingAdmissionPolicy/${name}`;
}
