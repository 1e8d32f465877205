import { isDeepStrictEqual } from "node:util";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { LeftToKyverno, NotEvaluated, RuleFault } from "../outcome.ts";
import { type Argument, ExpressionReference, functionNamed } from "./functions.ts";
import { type Expression, parseExpression } from "./parse.ts";

/** A field that a mapping does not have: an error as a whole, and null inside most expressions. No error costs less. */
class MissingField {
  readonly field: string;

  constructor(field: string) {
    this.field = field;
  }
}

/** What an expression can ask for; of the objects in `incomplete`, some fields only the cluster knows. */
type Scope = {
  readonly root: JsonObject;
  readonly incomplete: ReadonlyMap<Json, (field: string) => boolean>;
};

/**
 * A JMESPath expression as Kyverno evaluates it (pkg/engine/jmespath/interpreter.go): unlike elsewhere, a field that
 * is not there is an error, unless something around it takes null. Throws `RuleFault` or `NotEvaluated`.
 */
export function evaluateExpression(text: string, scope: Scope, value: Json = scope.root): Json {
  try {
    return wholly(evaluate(parseExpression(text), value, scope), scope);
  } catch (error) {
    if (error instanceof MissingField) throw new RuleFault(`Unknown key "${error.field}" in path`);
    throw error;
  }
}

function evaluate(node: Expression, value: Json, scope: Scope): Json {
  const on = (child: Expression, given: Json) => evaluate(child, given, scope);
  const orNull = (child: Expression, given: Json) => nullWhenMissing(() => evaluate(child, given, scope));
  switch (node.type) {
    case "Field":
      return fieldOf(value, node.name, scope);
    case "Literal":
      return node.value;
    case "Identity":
    case "Current":
      return value;
    case "Subexpression":
    case "IndexExpression": {
      const left = on(node.left, value);
      return left === null ? null : on(node.right, left);
    }
    case "Index":
      return isJsonArray(value) ? (value.at(node.value) ?? null) : null;
    case "Slice":
      return slice(value, node.start, node.stop, node.step);
    case "Pipe":
      return orNull(node.right, orNull(node.left, value));
    case "OrExpression": {
      const left = orNull(node.left, value);
      return isFalse(left) ? orNull(node.right, value) : left;
    }
    case "AndExpression": {
      const left = orNull(node.left, value);
      return isFalse(left) ? left : on(node.right, value);
    }
    case "NotExpression":
      return isFalse(orNull(node.child, value));
    case "Comparator":
      return compare(node.name, orNull(node.left, value), orNull(node.right, value), scope);
    case "Flatten": {
      const left = orNull(node.child, value);
      return isJsonArray(left) ? left.flatMap((one) => (isJsonArray(one) ? [...one] : [one])) : null;
    }
    case "Projection":
      return project(orNull(node.left, value), (one) => orNull(node.right, one));
    case "ValueProjection":
      return projectValues(wholly(orNull(node.left, value), scope), (one) => orNull(node.right, one));
    case "FilterProjection": {
      const left = orNull(node.left, value);
      if (!isJsonArray(left)) return null;
      const kept = left.filter((one) => !isFalse(orNull(node.condition, one)));
      return project(kept, (one) => orNull(node.right, one));
    }
    case "MultiSelectList":
      return node.children.map((child) => orNull(child, value));
    case "MultiSelectHash":
      return Object.fromEntries(node.children.map((child) => [child.name, orNull(child.value, value)]));
    case "Function":
      return call(node.name, node.children, value, scope);
    default:
      throw new LeftToKyverno(`JMESPath's ${node.type} is not among what every version of Kyverno evaluates`);
  }
}

function call(name: string, given: readonly Expression[], value: Json, scope: Scope): Json {
  const { least, most, apply } = functionNamed(name);
  if (given.length < least || given.length > most) {
    throw new RuleFault(`the function ${name} was given ${given.length} arguments`);
  }
  const values = given.map((child): Argument => {
    if (child.type === "ExpressionReference") {
      return new ExpressionReference((one) => nullWhenMissing(() => evaluate(child.child, one, scope)));
    }
    return wholly(
      nullWhenMissing(() => evaluate(child, value, scope)),
      scope,
    );
  });
  return apply(values);
}

function fieldOf(value: Json, name: string, { incomplete }: Scope): Json {
  if (!isJsonObject(value)) return null;
  const own = Object.hasOwn(value, name) ? value[name] : undefined;
  if (own !== undefined) return own;
  if (incomplete.get(value)?.(name) === true)
    throw new NotEvaluated(`${name} of the request is known only in the cluster`);
  throw new MissingField(name);
}

/** What is not known in part is not taken as a whole. */
function wholly(value: Json, { incomplete }: Scope): Json {
  if (incomplete.has(value)) throw new NotEvaluated("the whole request is known only in the cluster");
  return value;
}

function nullWhenMissing(evaluated: () => Json): Json {
  try {
    return evaluated();
  } catch (error) {
    if (error instanceof MissingField) return null;
    throw error;
  }
}

function isFalse(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === null || value === false || value === "";
}

function compare(name: string, left: Json, right: Json, scope: Scope): Json {
  if (name === "EQ") return isDeepStrictEqual(wholly(left, scope), wholly(right, scope));
  if (name === "NE") return !isDeepStrictEqual(wholly(left, scope), wholly(right, scope));
  if (typeof left !== "number" || typeof right !== "number") return null;
  if (name === "GT") return left > right;
  if (name === "GTE") return left >= right;
  return name === "LT" ? left < right : left <= right;
}

function project(list: Json, each: (one: Json) => Json): Json {
  return isJsonArray(list) ? list.map(each).filter((one) => one !== null) : null;
}

/** The order of a mapping's values is Go's own, and differs from one evaluation to the next. */
function projectValues(mapping: Json, each: (one: Json) => Json): Json {
  if (!isJsonObject(mapping)) return null;
  return Object.values(mapping)
    .map(each)
    .filter((one) => one !== null);
}

function slice(value: Json, start: number | null, stop: number | null, step: number | null): Json {
  if (typeof value === "string") throw new LeftToKyverno("versions of Kyverno differ in slicing a text");
  if (!isJsonArray(value)) return null;
  const by = step ?? 1;
  if (by === 0) throw new RuleFault("invalid slice, step cannot be 0");
  const bound = (at: number) =>
    Math.min(Math.max(at < 0 ? at + value.length : at, by < 0 ? -1 : 0), by < 0 ? value.length - 1 : value.length);
  const from = start === null ? (by < 0 ? value.length - 1 : 0) : bound(start);
  const to = stop === null ? (by < 0 ? -1 : value.length) : bound(stop);
  const taken: Json[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) taken.push(value[at] ?? null);
  return taken;
}
