import type { ExpressionAnswer } from "../../../ports/expressions.ts";
import { type Placed, placedExpressions } from "./expressions.ts";
import type { Policy } from "./policy.ts";

/** What a policy says of one request. */
export type Verdict =
  | { readonly status: "refused"; readonly message: string; readonly pointer: string | null }
  | { readonly status: "not-evaluated"; readonly reason: string; readonly exhausted?: true };

/** The answers to a policy's expressions as what the API server would do with them. */
export function verdictsOf(policy: Policy, answers: readonly ExpressionAnswer[]): readonly Verdict[] {
  const asked = placedExpressions(policy).map((placed, index) => ({ placed, answer: answers[index] ?? missing }));
  const conditions = asked.filter(({ placed }) => placed.of.kind === "condition");
  const isMatched = matched(policy, conditions);
  if (isMatched !== true) return isMatched === false ? [] : [isMatched];
  return policy.validations.flatMap((_, index): readonly Verdict[] => {
    const own = (kind: "validation" | "message"): Asked | undefined =>
      asked.find(({ placed }) => placed.of.kind === kind && placed.of.index === index);
    const validation = own("validation");
    return validation === undefined ? [] : verdictOf(policy, index, validation, own("message"));
  });
}

type Asked = { readonly placed: Placed; readonly answer: ExpressionAnswer };

const missing: ExpressionAnswer = { status: "not-evaluated", reason: "there was no answer" };

/** One condition that does not hold decides; otherwise one without a value leaves it to the failure policy. */
function matched(policy: Policy, conditions: readonly Asked[]): boolean | Verdict {
  if (conditions.some(({ answer }) => answer.status === "value" && answer.value !== true)) return false;
  const unknown = conditions.find(({ answer }) => answer.status === "not-evaluated");
  if (unknown !== undefined) return notEvaluated(unknown, policy);
  const failed = conditions.find(({ answer }) => answer.status === "failed");
  if (failed === undefined) return true;
  return policy.ignoresFaults ? false : refused(faultOf(failed), null);
}

function verdictOf(policy: Policy, index: number, validation: Asked, message: Asked | undefined): readonly Verdict[] {
  const { answer, placed } = validation;
  if (answer.status === "not-evaluated") return [notEvaluated(validation, policy)];
  if (answer.status === "failed")
    return policy.ignoresFaults ? [] : [refused(faultOf(validation), answer.pointer ?? null)];
  if (answer.value === true) return [];
  const own = policy.validations[index];
  const said = spoken(message?.answer) ?? own?.message?.trim() ?? `failed expression: ${placed.expression.trim()}`;
  return [refused(said, answer.pointer ?? null)];
}

function refused(message: string, pointer: string | null): Verdict {
  return { status: "refused", message, pointer };
}

/** What takes too much in the API server has no value there: the failure policy decides. */
function notEvaluated({ placed, answer }: Asked, { ignoresFaults }: Policy): Verdict {
  const reason = answer.status === "value" ? "" : answer.reason;
  const isExhausted = answer.status === "not-evaluated" && answer.exhausted === true && !ignoresFaults;
  return {
    status: "not-evaluated",
    reason: `${placed.expression.trim()}: ${reason}`,
    ...(isExhausted && { exhausted: true }),
  };
}

function faultOf({ placed, answer }: Asked): string {
  const reason = answer.status === "value" ? "" : answer.reason;
  return `expression '${placed.expression}' resulted in error: ${reason}`;
}

/** Only one line of a reasonable length counts as a message. */
function spoken(answer: ExpressionAnswer | undefined): string | undefined {
  if (answer?.status !== "value" || typeof answer.value !== "string") return undefined;
  const text = answer.value.trim();
  return text === "" || text.includes("\n") || Buffer.byteLength(text) > 5 * 1024 ? undefined : text;
}
