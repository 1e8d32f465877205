import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { RuleFault } from "../outcome.ts";

/** `&name`: an expression that a function asks of each value. */
export class ExpressionReference {
  readonly of: (value: Json) => Json;

  constructor(of: (value: Json) => Json) {
    this.of = of;
  }
}

export type Argument = Json | ExpressionReference;

export type JmesFunction = {
  readonly least: number;
  readonly most: number;
  apply(values: readonly Argument[]): Json;
};

export function jmesFunction(arity: number, apply: (values: readonly Argument[]) => Json): JmesFunction {
  return { least: arity, most: arity, apply };
}

export function jsonOf(value: Argument | undefined): Json {
  if (value === undefined || value instanceof ExpressionReference) throw new RuleFault("invalid argument type");
  return value;
}

export function textOf(value: Argument | undefined): string {
  if (typeof value !== "string") throw new RuleFault("invalid argument type, expected a string");
  return value;
}

export function numberOf(value: Argument | undefined): number {
  if (typeof value !== "number") throw new RuleFault("invalid argument type, expected a number");
  return value;
}

export function listOf(value: Argument | undefined): readonly Json[] {
  const json = jsonOf(value);
  if (!isJsonArray(json)) throw new RuleFault("invalid argument type, expected an array");
  return json;
}

export function mappingOf(value: Argument | undefined): JsonObject {
  const json = jsonOf(value);
  if (!isJsonObject(json)) throw new RuleFault("invalid argument type, expected an object");
  return json;
}

export function referenceOf(value: Argument | undefined): ExpressionReference {
  if (!(value instanceof ExpressionReference)) throw new RuleFault("invalid argument type, expected an expression");
  return value;
}

export function wholeOf(value: Argument | undefined): number {
  const number = numberOf(value);
  if (!Number.isInteger(number)) throw new RuleFault("expected an integer");
  return number;
}
