import type { JsonObject } from "../../../domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../../ports.ts";
import { inputTypes } from "./inputs.ts";
import type { Policy } from "./policy.ts";

/** One expression of a policy, and where in it. */
export type Placed = {
  readonly expression: string;
  readonly result: "bool" | "string";
  readonly pointer: string;
  readonly of:
    | { readonly kind: "condition"; readonly name: string }
    | { readonly kind: "validation"; readonly index: number }
    | { readonly kind: "message"; readonly index: number };
};

/** Every expression that decides or speaks, in the order in which a program answers them. */
export function placedExpressions({ conditions, validations }: Policy): readonly Placed[] {
  return [
    ...conditions.map(
      ({ name, expression }, index): Placed => ({
        expression,
        result: "bool",
        pointer: `/spec/matchConditions/${index}/expression`,
        of: { kind: "condition", name },
      }),
    ),
    ...validations.flatMap(({ expression, messageExpression }, index): Placed[] => [
      {
        expression,
        result: "bool",
        pointer: `/spec/validations/${index}/expression`,
        of: { kind: "validation", index },
      },
      ...(messageExpression === null
        ? []
        : [
            {
              expression: messageExpression,
              result: "string" as const,
              pointer: `/spec/validations/${index}/messageExpression`,
              of: { kind: "message" as const, index },
            },
          ]),
    ]),
  ];
}

export function programOf(policy: Policy, minor: number): ExpressionProgram {
  const placed = placedExpressions(policy);
  return {
    variables: policy.variables,
    expressions: placed.map(({ expression }) => expression),
    results: placed.map(({ result }) => result),
    kubernetes: minor,
    types: inputTypes,
  };
}

/** An expression that the API server would not take, and where in the policy. */
export type Refused = { readonly pointer: string; readonly expression: string; readonly reason: string };

/** What is wrong with the policy itself, whatever it is asked about. */
export async function refusedExpressions(
  policy: Policy,
  minor: number,
  expressions: Expressions,
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const placed = placedExpressions(policy);
  const own = policy.variables.map(({ name, expression }, index) => ({
    expression,
    asked: `variables.${name}`,
    pointer: `/spec/variables/${index}/expression`,
  }));
  const program = programOf(policy, minor);
  const asked: ExpressionProgram = {
    ...program,
    expressions: [...own.map(({ asked: variable }) => variable), ...program.expressions],
    results: [...own.map(() => "any" as const), ...(program.results ?? [])],
    unknown: { authorizer: "asked without a request", "request.userInfo": "asked without a request" },
  };
  const [answers = []] = await expressions.evaluate(
    asked,
    [policy.paramKind === null ? nothing : { ...nothing, params: null }],
    signal,
  );
  const refused = [...own, ...placed].flatMap(({ expression, pointer }, index) => {
    const reason = compileFault(answers[index]);
    return reason === undefined ? [] : [{ expression, pointer, reason }];
  });
  return [...new Map(refused.map((one) => [one.pointer, one])).values()];
}

/** Names without values: enough to see which expressions there can be. */
const nothing: JsonObject = { object: null, oldObject: null, request: {}, namespaceObject: null };

function compileFault(answer: ExpressionAnswer | undefined): string | undefined {
  return answer?.status === "failed" && answer.compile === true ? answer.reason : undefined;
}
