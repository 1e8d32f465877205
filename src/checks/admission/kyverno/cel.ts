import { type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import { keysOf } from "../../../domain/json-pointer.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../../ports/expressions.ts";
import type { AdmissionRequest } from "../engine.ts";
import type { Cluster } from "../validating-admission-policy/cluster.ts";
import { inputOf, inputTypes } from "../validating-admission-policy/inputs.ts";
import { targetOf } from "../validating-admission-policy/match.ts";
import { Exhausted, LeftToKyverno, NotEvaluated, type RuleOutcome } from "./outcome.ts";

/** What a rule or a policy asks in CEL. */
type CelQuestion = {
  /** All have to be true, or nothing is asked. */
  readonly conditions: readonly string[];
  readonly validations: readonly CelValidation[];
  readonly variables: ExpressionProgram["variables"];
};

type CelValidation = {
  readonly expression: string;
  readonly message: string | null;
  readonly messageExpression: string | null;
};

/** The answers to one request; what it throws is `NotEvaluated`. */
export type CelAnswer = { readonly applies: () => boolean; readonly outcome: () => RuleOutcome };

export type CelPorts = {
  readonly expressions: Expressions;
  readonly cluster: Cluster;
  /** Minor release of Kubernetes. */
  readonly minor: number;
  readonly signal: AbortSignal;
};

export function celQuestion(conditions: Json | undefined, cel: JsonObject): CelQuestion {
  return {
    conditions: objectsIn(conditions).map(({ expression }) => String(expression)),
    validations: objectsIn(cel.expressions ?? cel.validations).map(({ expression, message, messageExpression }) => ({
      expression: String(expression),
      message: typeof message === "string" ? message : null,
      messageExpression: typeof messageExpression === "string" ? messageExpression : null,
    })),
    variables: objectsIn(cel.variables).map(({ name, expression }) => ({
      name: String(name),
      expression: String(expression),
    })),
  };
}

/** Asks about all requests at once; the answers are read later, and only where they matter. */
export async function askCel(
  question: CelQuestion,
  requests: readonly AdmissionRequest[],
  rule: string,
  ports: CelPorts,
): Promise<ReadonlyMap<AdmissionRequest, CelAnswer>> {
  const { conditions, validations, variables } = question;
  const program: ExpressionProgram = {
    variables,
    expressions: [
      ...conditions,
      ...validations.map(({ expression }) => expression),
      ...validations.map(({ messageExpression }) => messageExpression ?? "''"),
    ],
    types: inputTypes,
  };
  const asked = requests.flatMap((request) => {
    const target = targetOf(request, ports.cluster, ports.minor);
    return target === undefined ? [] : [{ request, input: inputOf(target) }];
  });
  const answers = new Map<AdmissionRequest, CelAnswer>();
  // Requests of which the same is unknown are asked together.
  for (const group of Map.groupBy(asked, ({ input }) => JSON.stringify(input.unknown)).values()) {
    const unknown = { ...group[0]?.input.unknown, params: "its parameters are not evaluated here" };
    const inputs = group.map(({ input }) => input.variables);
    const told = await ports.expressions.evaluate({ ...program, unknown }, inputs, ports.signal);
    for (const [index, { request }] of group.entries()) {
      const own = told[index] ?? [];
      answers.set(request, {
        applies: () => conditionsHold(question, own),
        outcome: () => outcomeOf(question, own, rule),
      });
    }
  }
  return answers;
}

function conditionsHold({ conditions }: CelQuestion, answers: readonly ExpressionAnswer[]): boolean {
  const asked = answers.slice(0, conditions.length);
  if (asked.some((answer) => answer.status === "value" && answer.value === false)) return false;
  for (const [index, answer] of asked.entries()) answered(answer, conditions[index] ?? "");
  return true;
}

function outcomeOf(
  { conditions, validations }: CelQuestion,
  answers: readonly ExpressionAnswer[],
  rule: string,
): RuleOutcome {
  const given = answers.slice(conditions.length);
  let open: NotEvaluated | undefined;
  for (const [index, validation] of validations.entries()) {
    const answer = given[index];
    // What does not compile here may in Kyverno, which declares more names than the API server.
    if (answer?.status === "failed" && answer.compile !== true) {
      const message = `validation error: rule ${rule} expression '${validation.expression}' resulted in error: ${answer.reason}`;
      return { status: "error", message, path: pathOf(answer) };
    }
    try {
      if (answered(answer, validation.expression) === true) continue;
    } catch (error) {
      if (!(error instanceof NotEvaluated)) throw error;
      open ??= error;
      continue;
    }
    const message = messageOf(validation, given[validations.length + index]);
    return { status: "failed", message, path: answer?.status === "value" ? pathOf(answer) : null };
  }
  // One that fails decides, whatever the others would say.
  if (open !== undefined) throw open;
  return { status: "passed" };
}

function answered(answer: ExpressionAnswer | undefined, expression: string): Json {
  if (answer?.status === "value") return answer.value;
  const reason = `${answer?.reason ?? "it got no answer"} (\`${expression}\`)`;
  if (answer?.status === "failed") throw new LeftToKyverno(reason);
  throw answer?.exhausted === true ? new Exhausted(reason) : new NotEvaluated(reason);
}

function pathOf({ pointer }: { readonly pointer?: string }): readonly string[] | null {
  return pointer === undefined ? null : keysOf(pointer);
}

function messageOf({ expression, message }: CelValidation, made: ExpressionAnswer | undefined): string {
  const text = made?.status === "value" && typeof made.value === "string" ? made.value.trim() : "";
  return text !== "" && !text.includes("\n") ? text : (message ?? `failed expression: ${expression}`);
}
