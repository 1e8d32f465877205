import type { JsonObject } from "../../../domain/json.ts";
import type { ExpressionAnswer, Expressions } from "../../../ports.ts";
import type { AdmissionRequest } from "../engine.ts";
import type { CelSource } from "./cel-source.ts";
import type { Constraint } from "./constraint.ts";
import { placed, reviewOf } from "./review.ts";

/** What the CEL of a template says of one request. */
export type CelVerdict =
  | { readonly status: "judged"; readonly messages: readonly string[] }
  | { readonly status: "not-evaluated"; readonly reason: string };

/** `namespaceOf` is the Namespace that a request is in; undefined where it is not declared here. */
export async function askCel(
  { rule, name }: Constraint,
  source: CelSource,
  requests: readonly AdmissionRequest[],
  { expressions, namespaceOf, signal }: Asking,
): Promise<readonly CelVerdict[]> {
  const { conditions, validations, variables } = source;
  const all = [
    ...conditions,
    ...validations.map(({ expression }) => expression),
    ...validations.map(({ messageExpression }) => messageExpression ?? "''"),
  ];
  const reads = [...all, ...variables.map(({ expression }) => expression)].some((one) =>
    /\bnamespaceObject\b/.test(one),
  );
  const inputs = requests.map((request) => inputOf(request, rule.manifest.object, namespaceOf));
  const answers = await expressions.evaluate({ variables, expressions: all }, inputs, signal);
  return answers.map((answer, index) => {
    const { namespaceObject } = inputs[index] ?? {};
    if (reads && namespaceObject === undefined)
      return { status: "not-evaluated", reason: "it asks for its namespace, which is not declared here" };
    return verdictOf(source, answer, name);
  });
}

type Asking = {
  readonly expressions: Expressions;
  readonly namespaceOf: (request: AdmissionRequest) => JsonObject | null | undefined;
  readonly signal: AbortSignal;
};

function inputOf(request: AdmissionRequest, params: JsonObject, namespaceOf: Asking["namespaceOf"]): JsonObject {
  const { object: _, oldObject: __, ...review } = reviewOf(request);
  const namespaceObject = namespaceOf(request);
  return {
    object: request.object && placed(request.object),
    oldObject: request.old && placed(request.old),
    request: review,
    params,
    ...(namespaceObject !== undefined && { namespaceObject }),
  };
}

/** Conditions, then validations, then their messages, in the order in which they were asked. */
function verdictOf(source: CelSource, answers: readonly ExpressionAnswer[], name: string): CelVerdict {
  const { conditions, validations, failsClosed } = source;
  const all = [...conditions, ...validations.map(({ expression }) => expression)];
  const asked = answers.slice(0, conditions.length);
  for (const [index, answer] of asked.entries()) {
    if (answer.status === "not-evaluated") return unevaluated(answer.reason, all[index]);
  }
  // One condition that does not hold decides, whatever the others run into.
  if (asked.some((answer) => answer.status === "value" && answer.value === false)) return passed;
  const failed = asked.find((answer) => answer.status === "failed");
  if (failed?.status === "failed") return failsClosed ? refused([`${name}: ${failed.reason}`]) : passed;
  const messages: string[] = [];
  for (const [index, { expression, message }] of validations.entries()) {
    const answer = answers[conditions.length + index];
    if (answer === undefined || answer.status === "not-evaluated")
      return unevaluated(answer?.reason ?? "it got no answer", expression);
    if (answer.status === "failed") {
      if (failsClosed) messages.push(`expression '${expression}' resulted in error: ${answer.reason}`);
      continue;
    }
    if (answer.value === true) continue;
    const made = answers[conditions.length + validations.length + index];
    messages.push(textOf(made) ?? message ?? `failed expression: ${expression}`);
  }
  return refused(messages);
}

const passed: CelVerdict = { status: "judged", messages: [] };

function refused(messages: readonly string[]): CelVerdict {
  return { status: "judged", messages };
}

function unevaluated(reason: string, expression = ""): CelVerdict {
  return { status: "not-evaluated", reason: `${reason} (\`${expression}\`)` };
}

/** An expression for a message that fails, or makes no text of one line, leaves the message as it is. */
function textOf(answer: ExpressionAnswer | undefined): string | null {
  if (answer?.status !== "value" || typeof answer.value !== "string") return null;
  const text = answer.value.trim();
  return text === "" || text.includes("\n") ? null : text;
}
