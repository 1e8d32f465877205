import { parseFieldPath } from "../../domain/field-path.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** Steps of a field's path, where `*` stands for any one. */
export type FieldPattern = readonly string[];

/** Patterns from paths as people write them. What is no path matches nothing; the configuration has told its author. */
export function fieldPatterns(paths: readonly string[]): readonly FieldPattern[] {
  return paths.flatMap((path) => {
    const steps = parseFieldPath(path);
    return steps === undefined ? [] : [steps];
  });
}

/** Whether the pattern names this field or something above it. */
export function covers(pattern: FieldPattern, steps: readonly string[]): boolean {
  return pattern.length <= steps.length && pattern.every((step, index) => step === "*" || step === steps[index]);
}

/** The object with the fields a pattern names replaced. List elements are named by position, `name` or `*`. */
export function atField(object: JsonObject, pattern: FieldPattern, replace: (value: Json) => Json): JsonObject {
  const replaced = replaceIn(object, pattern, replace);
  return isJsonObject(replaced) ? replaced : object;
}

function replaceIn(value: Json, pattern: FieldPattern, replace: (value: Json) => Json): Json {
  const [step, ...rest] = pattern;
  if (step === undefined) return replace(value);
  if (isJsonArray(value)) {
    return value.map((each, index) => (namesElement(step, each, index) ? replaceIn(each, rest, replace) : each));
  }
  if (!isJsonObject(value)) return value;
  const matching = step === "*" ? Object.keys(value) : [step].filter((key) => Object.hasOwn(value, key));
  if (matching.length === 0) return value;
  return {
    ...value,
    ...Object.fromEntries(matching.map((key) => [key, replaceIn(value[key] ?? null, rest, replace)])),
  };
}

function namesElement(step: string, element: Json, index: number): boolean {
  return step === "*" || step === String(index) || (isJsonObject(element) && element.name === step);
}
