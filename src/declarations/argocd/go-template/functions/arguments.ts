import { isList, isMap, kindOf, TemplateProblem, type Value, type ValueMap } from "../value.ts";

/** A function of templates: its arguments as they come, the piped one last. */
export type TemplateFunction = (given: readonly Value[]) => Value;

/** What no function makes more of: characters, or items of a list. */
const maxMade = 1024 * 1024;

/** A function of so many arguments. */
export function taking(count: number, body: TemplateFunction): TemplateFunction {
  return (given) => {
    if (given.length !== count) throw new TemplateProblem(`A function of ${count} arguments is given ${given.length}`);
    return body(given);
  };
}

/** A function of at least so many arguments. */
export function takingAtLeast(count: number, body: TemplateFunction): TemplateFunction {
  return (given) => {
    if (given.length < count) throw new TemplateProblem(`A function of ${count} arguments is given ${given.length}`);
    return body(given);
  };
}

/** A text; Go takes nothing else for one. */
export function text(value: Value): string {
  if (typeof value === "string") return value;
  throw new TemplateProblem(`A function that takes text is given ${described(value)}`);
}

export function list(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new TemplateProblem(`A function that takes a list is given ${described(value)}`);
}

export function map(value: Value): ValueMap {
  if (isMap(value)) return value;
  throw new TemplateProblem(`A function that takes a map is given ${described(value)}`);
}

/** An int as Go's templates have it: a number of the template itself, or one that it computed. */
export function int(value: Value): number {
  if (typeof value === "bigint" && value >= -(2n ** 53n) && value <= 2n ** 53n) return Number(value);
  throw new TemplateProblem(`A function that takes a whole number is given ${described(value)}`);
}

/** Whatever can be counted with, as Sprig's arithmetic takes it: text is read, fractions are cut off. */
export function toInt(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  return typeof value === "string" && /^[+-]?\d{1,18}$/.test(value) ? BigInt(value) : 0n;
}

/** No more than may be made. */
export function within(size: number): number {
  if (size > maxMade) throw new TemplateProblem(`A function makes more than ${maxMade} of something`);
  return size;
}

function described(value: Value): string {
  const kind = kindOf(value);
  return kind === "invalid" ? "nothing" : `a ${kind}`;
}
