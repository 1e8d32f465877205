import type { JsonObject } from "../../../domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../../ports/expressions.ts";
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

/** What is wrong with the policy itself, whatever it is asked about. Conditions come before variables, and see none. */
export async function refusedExpressions(
  policy: Policy,
  minor: number,
  expressions: Expressions,
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const variables = policy.variables.map(({ name, expression }, index) => ({
    expression,
    asked: `variables.${name}`,
    result: "any" as const,
    pointer: `/spec/variables/${index}/expression`,
  }));
  const placed = placedExpressions(policy).map((one) => ({ ...one, asked: one.expression }));
  const conditions = placed.filter(({ of }) => of.kind === "condition");
  const others = [...variables, ...placed.filter(({ of }) => of.kind !== "condition")];
  const program = (all: typeof others, own: Policy["variables"]): ExpressionProgram => ({
    variables: own,
    expressions: all.map(({ asked }) => asked),
    results: all.map(({ result }) => result),
    kubernetes: minor,
    types: inputTypes,
    unknown: { authorizer: "asked without a request" },
  });
  const input = policy.paramKind === null ? nothing : { ...nothing, params: null };
  const programs = [program(conditions, []), program(others, policy.variables)];
  const answers = await expressions.evaluate(programs, [input, input], signal);
  return [...conditions, ...others].flatMap(({ expression, pointer }, index) => {
    const reason = compileFault(answers.flat()[index]);
    return reason === undefined ? [] : [{ expression, pointer, reason }];
  });
}

/** Names without values: enough to see which expressions there can be. */
const nothing: JsonObject = { object: null, oldObject: null, request: {}, namespaceObject: null };

function compileFault(answer: ExpressionAnswer | undefined): string | undefined {
  return answer?.status === "failed" && answer.compile === true ? answer.reason : undefined;
}
