import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/** A way into objects of a schema: a field, each entry of a list, or each value of a map. */
export type Step = { readonly field: string } | "each item" | "each value";

/** A schema within another that has rules of its own. */
export type RuledSchema = {
  readonly steps: readonly Step[];
  readonly schema: JsonObject;
  /** `apiVersion`, `kind` and `metadata` belong to it. */
  readonly isResource: boolean;
  readonly rules: readonly ValidationRule[];
};

export type ValidationRule = {
  readonly rule: string;
  readonly message: string | null;
  readonly messageExpression: string | null;
  /** As the rule writes it, such as `.spec.replicas`. */
  readonly fieldPath: string | null;
  /** It compares with what was there before. */
  readonly isTransition: boolean;
  /** `oldSelf` is an optional value, so that it holds on creation too. */
  readonly optionalOldSelf: boolean;
};

/**
 * Every schema with `x-kubernetes-validations` in that of a custom resource. The status of what is applied is dropped
 * unread, so its rules are not asked.
 */
export function ruledSchemas(openApi: JsonObject): readonly RuledSchema[] {
  return collect(openApi, [], true).filter(
    ({ steps: [first] }) => !(typeof first === "object" && first.field === "status"),
  );
}

function collect(schema: JsonObject, steps: readonly Step[], isResource: boolean): readonly RuledSchema[] {
  const rules = rulesOf(schema["x-kubernetes-validations"]);
  const inner = (child: Json | undefined, step: Step): readonly RuledSchema[] =>
    isJsonObject(child) ? collect(child, [...steps, step], child["x-kubernetes-embedded-resource"] === true) : [];
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return [
    ...(rules.length === 0 ? [] : [{ steps, schema, isResource, rules }]),
    ...Object.entries(properties).flatMap(([field, child]) => inner(child, { field })),
    ...inner(schema.items, "each item"),
    ...inner(schema.additionalProperties, "each value"),
  ];
}

function rulesOf(value: Json | undefined): readonly ValidationRule[] {
  const rules = isJsonArray(value) ? value.filter(isJsonObject) : [];
  return rules.map((rule) => ({
    rule: textOf(rule.rule) ?? "",
    message: textOf(rule.message),
    messageExpression: textOf(rule.messageExpression),
    fieldPath: textOf(rule.fieldPath),
    isTransition: /\boldSelf\b/.test(textOf(rule.rule) ?? ""),
    optionalOldSelf: rule.optionalOldSelf === true,
  }));
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
