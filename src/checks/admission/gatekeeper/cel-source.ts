import { type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";

/** The CEL of a template, as a ValidatingAdmissionPolicy would have it. */
export type CelSource = {
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly conditions: readonly string[];
  readonly validations: readonly {
    readonly expression: string;
    readonly message: string | null;
    readonly messageExpression: string | null;
  }[];
  /** Whether an expression without a value refuses; it is passed over otherwise. */
  readonly failsClosed: boolean;
};

/** The source of `engine: K8sNativeValidation`, or why Gatekeeper refuses it. */
export function readCelSource(source: JsonObject): CelSource | string {
  const { failurePolicy = "Fail" } = source;
  if (failurePolicy !== "Fail" && failurePolicy !== "Ignore") return "its failurePolicy is neither Fail nor Ignore";
  const variables = objectsIn(source.variables).map(({ name, expression }) => ({
    name: String(name),
    expression: String(expression),
  }));
  const reserved = variables.find(({ name }) => /^(?:params|anyObject|gatekeeper_internal_.*)$/.test(name));
  if (reserved !== undefined) return `the name of the variable ${reserved.name} is Gatekeeper's own`;
  return {
    // What Gatekeeper gives every expression beside what Kubernetes does.
    variables: [
      {
        name: "anyObject",
        expression: 'has(request.operation) && request.operation == "DELETE" && object == null ? oldObject : object',
      },
      {
        name: "params",
        expression: "!has(params.spec) ? null : !has(params.spec.parameters) ? null : params.spec.parameters",
      },
      ...variables,
    ],
    conditions: objectsIn(source.matchConditions ?? source.matchCondition).map(({ expression }) => String(expression)),
    validations: objectsIn(source.validations).map(({ expression, message, messageExpression }) => ({
      expression: String(expression),
      message: textOrNull(message),
      messageExpression: textOrNull(messageExpression),
    })),
    failsClosed: failurePolicy === "Fail",
  };
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
