import type { Manifest } from "../../../domain/manifest.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../../ports.ts";
import type { Admission, AdmissionAnswer, AdmissionRequest } from "../engine.ts";
import type { Cluster } from "./cluster.ts";
import { programOf, type Refused, refusedExpressions } from "./expressions.ts";
import { type Input, inputOf } from "./inputs.ts";
import { isUnknown } from "./known.ts";
import { matchesConstraints, type Target, targetOf } from "./match.ts";
import { paramsOf } from "./params.ts";
import type { Binding, Policy } from "./policy.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

export type Asking = {
  readonly admission: Admission;
  readonly cluster: Cluster;
  readonly minor: number;
  readonly expressions: Expressions;
};

/** One question: a request, under one binding, with one of its parameters. */
type Question = {
  readonly request: AdmissionRequest;
  readonly binding: Binding;
  readonly input: Input;
};

/** What one policy says to all requests, under its bindings: without one it says nothing. */
export async function judgePolicy(
  policy: Policy,
  bindings: readonly Binding[],
  asking: Asking,
): Promise<readonly AdmissionAnswer[]> {
  const refused = await refusedExpressions(policy, asking.minor, asking.expressions, asking.admission.signal);
  if (refused.length > 0) return refused.map((one) => broken(policy, one));
  const answers: AdmissionAnswer[] = [];
  const questions: Question[] = [];
  for (const request of bindings.length === 0 ? [] : asking.admission.requests) {
    const target = targetOf(request, asking.cluster, asking.minor);
    if (target === undefined) continue;
    for (const step of questionsOf(target, policy, bindings)) {
      if ("status" in step) answers.push(step);
      else questions.push(step);
    }
  }
  return [...answers, ...(await askAll(policy, questions, asking))];
}

function questionsOf(
  target: Target,
  policy: Policy,
  bindings: readonly Binding[],
): readonly (Question | AdmissionAnswer)[] {
  const { request } = target;
  const matched = matchesConstraints(target, policy.constraints);
  if (matched === false) return [];
  return bindings.flatMap((binding): readonly (Question | AdmissionAnswer)[] => {
    const bound = matchesConstraints(target, binding.constraints);
    if (bound === false) return [];
    const [unknown] = [matched, bound].filter(isUnknown);
    if (unknown !== undefined) return [notEvaluated(policy, unknown.unknown, request)];
    const params = paramsOf(target, policy, binding);
    if (params.status === "unknown") return [notEvaluated(policy, params.reason, null)];
    if (params.status === "fault")
      return policy.ignoresFaults ? [] : refusalsOf(policy, binding, request, [fault(params.reason)]);
    return params.params.map((one) => ({ request, binding, input: inputOf(target, one) }));
  });
}

function broken(policy: Policy, { expression, pointer, reason }: Refused): AdmissionAnswer {
  const { manifest } = policy;
  return { status: "broken", rule: ruleOf(policy), manifest, pointer, reason: `"${expression.trim()}": ${reason}` };
}

function fault(reason: string): Verdict {
  return { status: "refused", message: `failed to configure binding: ${reason}`, pointer: null };
}

/** Requests of which the same is unknown are asked together. */
async function askAll(
  policy: Policy,
  questions: readonly Question[],
  asking: Asking,
): Promise<readonly AdmissionAnswer[]> {
  const program = programOf(policy, asking.minor);
  const groups = Map.groupBy(questions, ({ input }) => JSON.stringify(input.unknown));
  const told = await Promise.all([...groups.values()].map((group) => askGroup(program, group, asking)));
  const order = new Map(questions.map((question, index) => [question, index]));
  const sorted = told.flat().toSorted((a, b) => (order.get(a.question) ?? 0) - (order.get(b.question) ?? 0));
  return sorted.flatMap(({ question: { request, binding }, answers }) =>
    refusalsOf(policy, binding, request, verdictsOf(policy, answers)),
  );
}

type Asked = { readonly question: Question; readonly answers: readonly ExpressionAnswer[] };

async function askGroup(
  program: ExpressionProgram,
  questions: readonly Question[],
  { expressions, admission }: Asking,
): Promise<readonly Asked[]> {
  const unknown = questions[0]?.input.unknown ?? {};
  const inputs = questions.map(({ input }) => input.variables);
  const answers = await expressions.evaluate({ ...program, unknown }, inputs, admission.signal);
  return questions.map((question, index) => ({ question, answers: answers[index] ?? [] }));
}

function refusalsOf(
  policy: Policy,
  { actions }: Binding,
  request: AdmissionRequest,
  verdicts: readonly Verdict[],
): readonly AdmissionAnswer[] {
  const action = actions.includes("Deny") ? "deny" : actions.includes("Warn") ? "warn" : "audit";
  return verdicts.map((verdict): AdmissionAnswer => {
    if (verdict.status === "not-evaluated") return notEvaluated(policy, verdict.reason, request);
    const { message, pointer } = verdict;
    return { status: "refused", request, rule: ruleOf(policy), action, message, pointer };
  });
}

function notEvaluated(policy: Policy, reason: string, request: AdmissionRequest | null): AdmissionAnswer {
  const manifest: Manifest = policy.manifest;
  return { status: "not-evaluated", rule: ruleOf(policy), reason, request, manifest };
}

function ruleOf({ name }: Policy): string {
  return `ValidatingAdmissionPolicy/${name}`;
}
