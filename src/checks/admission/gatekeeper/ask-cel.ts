import { isJsonObject, type JsonObject, objectIn } from "../../../domain/json.ts";
import type { ExpressionAnswer, Expressions } from "../../../ports/expressions.ts";
import type { CelSource } from "./cel-source.ts";
import type { Constraint } from "./constraint.ts";

/** What the CEL of a template says of one request. */
export type CelVerdict =
  | { readonly status: "judged"; readonly messages: readonly string[] }
  | { readonly status: "not-evaluated"; readonly reason: string; readonly exhausted?: true };

type CelQuestion = {
  /** As `reviewOf` makes it. */
  readonly review: JsonObject;
  /** Null is of the cluster, undefined not declared here. */
  readonly namespace: JsonObject | null | undefined;
};

type CelQuestions = {
  readonly questions: readonly CelQuestion[];
  /** What of the reviews nobody knows here, by path, and why. */
  readonly unknown?: { readonly [path: string]: string };
};

/** Whether the expressions of a template read the Namespace that an object is in. */
export function readsNamespace(source: CelSource): boolean {
  return JSON.stringify(source).includes("namespaceObject");
}

export async function askCel(
  constraint: Constraint,
  source: CelSource,
  { questions, unknown = {} }: CelQuestions,
  expressions: Expressions,
  signal: AbortSignal,
): Promise<readonly CelVerdict[]> {
  const { conditions, validations, variables } = source;
  const program = {
    variables,
    expressions: [
      ...conditions,
      ...validations.map(({ expression }) => expression),
      ...validations.map(({ messageExpression }) => messageExpression ?? "''"),
    ],
    unknown,
  };
  const params = paramsOf(constraint);
  const inputs = questions.map((question) => inputOf(question, params));
  const answers = await expressions.evaluate(program, inputs, signal);
  return questions.map(({ namespace }, index) => {
    if (namespace === undefined && readsNamespace(source))
      return { status: "not-evaluated", reason: "it asks for its namespace, which is not declared here" };
    return verdictOf(source, answers[index] ?? []);
  });
}

/** The constraint as the API server keeps it. */
function paramsOf({ rule, parameters }: Constraint): JsonObject {
  const { object } = rule.manifest;
  return parameters === null ? object : { ...object, spec: { ...objectIn(object.spec), parameters } };
}

function inputOf({ review, namespace }: CelQuestion, params: JsonObject): JsonObject {
  const { object = null, oldObject = null, ...request } = review;
  return {
    object: isJsonObject(object) ? object : null,
    oldObject: isJsonObject(oldObject) ? oldObject : null,
    request,
    params,
    namespaceObject: namespace ?? null,
  };
}

/** Conditions, then validations, then their messages, in the order in which they were asked. */
function verdictOf(source: CelSource, answers: readonly ExpressionAnswer[]): CelVerdict {
  const { conditions, validations, failsClosed } = source;
  const asked = answers.slice(0, conditions.length);
  // One condition that does not hold decides, whatever the others run into.
  if (asked.some((answer) => answer.status === "value" && answer.value === false)) return refused([]);
  for (const [index, answer] of asked.entries()) {
    if (answer.status === "not-evaluated") return unevaluated(answer, conditions[index], failsClosed);
  }
  const failed = asked.find((answer) => answer.status === "failed");
  if (failed?.status === "failed") return refused(failsClosed ? [`a match condition failed: ${failed.reason}`] : []);
  const messages: string[] = [];
  let open: CelVerdict | undefined;
  for (const [index, { expression, message }] of validations.entries()) {
    const answer = answers[conditions.length + index];
    if (answer === undefined || answer.status === "not-evaluated") {
      open ??= unevaluated(answer, expression, failsClosed);
      continue;
    }
    if (answer.status === "failed") {
      if (failsClosed) messages.push(`expression '${expression}' resulted in error: ${answer.reason}`);
      continue;
    }
    if (answer.value === true) continue;
    const made = answers[conditions.length + validations.length + index];
    messages.push(textOf(made) ?? message ?? `failed expression: ${expression}`);
  }
  // One that refuses decides, whatever the others would say.
  return messages.length === 0 && open !== undefined ? open : refused(messages);
}

function refused(messages: readonly string[]): CelVerdict {
  return { status: "judged", messages };
}

function unevaluated(
  answer: Extract<ExpressionAnswer, { readonly status: "not-evaluated" }> | undefined,
  expression = "",
  failsClosed = true,
): CelVerdict {
  const reason = `${answer?.reason ?? "it got no answer"} (\`${expression}\`)`;
  return { status: "not-evaluated", reason, ...(answer?.exhausted === true && failsClosed && { exhausted: true }) };
}

/** An expression for a message that fails, or makes no text of one line, leaves the message as it is. */
function textOf(answer: ExpressionAnswer | undefined): string | null {
  if (answer?.status !== "value" || typeof answer.value !== "string") return null;
  const text = answer.value.trim();
  return text === "" || text.includes("\n") ? null : text;
}
