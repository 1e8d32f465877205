import { weigh } from "../budget.ts";
import { entryOf, isList, isMap, isTrue, kindOf, TemplateProblem, type Value, type ValueMap } from "../value.ts";
import { int, list, map, type TemplateFunction, taking, takingAtLeast, text, toInt, within } from "./arguments.ts";
import { mergeInto } from "./merge.ts";
import { textsOf } from "./texts.ts";

/** Functions of lists and maps: Go's own `index`, `len` and `slice`, and Sprig's. */
export const collections: Readonly<Record<string, TemplateFunction>> = {
  len: taking(1, ([value]) => BigInt(lengthOf(value))),
  index: takingAtLeast(1, ([value, ...keys]) => keys.reduce(at, value)),
  slice: takingAtLeast(1, ([value, ...bounds]) => sliceOf(value, bounds.map(int))),
  list: (given) => [...given],
  tuple: (given) => [...given],
  first: taking(1, ([value]) => list(value)[0] ?? null),
  last: taking(1, ([value]) => list(value).at(-1) ?? null),
  rest: taking(1, ([value]) => list(value).slice(1)),
  initial: taking(1, ([value]) => list(value).slice(0, -1)),
  append: taking(2, ([value, one]) => [...list(value), one]),
  prepend: taking(2, ([value, one]) => [one, ...list(value)]),
  concat: (given) => given.flatMap(list),
  reverse: taking(1, ([value]) => list(value).toReversed()),
  uniq: taking(1, ([value]) =>
    comparable(list(value), list(value).length).filter(
      (one, index, all) => all.findIndex((other) => same(one, other)) === index,
    ),
  ),
  without: takingAtLeast(1, ([value, ...others]) =>
    comparable(list(value), others.length).filter((one) => !others.some((other) => same(one, other))),
  ),
  has: taking(2, ([one, value]) =>
    value === null || value === undefined ? false : list(value).some((other) => same(one, other)),
  ),
  compact: taking(1, ([value]) => list(value).filter(isTrue)),
  until: taking(1, ([count]) => numbers(0, int(count), 1)),
  untilStep: taking(3, ([start, stop, step]) => numbers(int(start), int(stop), int(step))),
  dict: (given) => Object.fromEntries(pairs(given)),
  get: taking(2, ([value, key]) => entryOf(map(value), text(key)) ?? ""),
  hasKey: taking(2, ([value, key]) => Object.hasOwn(map(value), text(key))),
  keys: (given) => given.flatMap((value) => Object.keys(map(value)).toSorted()),
  values: taking(1, ([value]) =>
    Object.keys(map(value))
      .toSorted()
      .map((key) => map(value)[key]),
  ),
  pick: takingAtLeast(1, ([value, ...keys]) => filtered(map(value), (key) => textsOf(keys).includes(key))),
  omit: takingAtLeast(1, ([value, ...keys]) => filtered(map(value), (key) => !textsOf(keys).includes(key))),
  pluck: takingAtLeast(1, ([key, ...maps]) =>
    maps.flatMap((one) => (Object.hasOwn(map(one), text(key)) ? [map(one)[text(key)]] : [])),
  ),
  dig: takingAtLeast(3, (given) => dig(map(given.at(-1)), textsOf(given.slice(0, -2)), given.at(-2))),
  merge: takingAtLeast(1, ([value, ...others]) =>
    others.reduce<ValueMap>((all, one) => mergeInto(all, map(one), "keep"), map(value)),
  ),
  mergeOverwrite: takingAtLeast(1, ([value, ...others]) =>
    others.reduce<ValueMap>((all, one) => mergeInto(all, map(one), "override"), map(value)),
  ),
  deepCopy: taking(1, ([value]) => value),
};

/** A list whose items may be compared with so many others. */
function comparable(value: readonly Value[], others: number): readonly Value[] {
  within(weigh(value) * others);
  return value;
}

function lengthOf(value: Value): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new TemplateProblem(
    `The function len is given ${kindOf(value) === "invalid" ? "nothing" : `a ${kindOf(value)}`}`,
  );
}

/** A key that a map has not got is nil, even where a missing field is an error. */
function at(value: Value, key: Value): Value {
  if (isMap(value)) return entryOf(value, text(key)) ?? null;
  if (!isList(value))
    throw new TemplateProblem(
      `The function index looks into ${kindOf(value) === "invalid" ? "nothing" : `a ${kindOf(value)}`}`,
    );
  const position = int(key);
  if (position < 0 || position >= value.length) {
    throw new TemplateProblem(`The function index asks for item ${position} of a list of ${value.length}`);
  }
  return value[position];
}

function sliceOf(value: Value, [from = 0, to]: readonly number[]): Value {
  const length = lengthOf(value);
  const end = to ?? length;
  if (from < 0 || end > length || from > end)
    throw new TemplateProblem(`The function slice asks for ${from} to ${end} of ${length}`);
  return typeof value === "string"
    ? Buffer.from(value).subarray(from, end).toString("utf8")
    : list(value).slice(from, end);
}

function numbers(start: number, stop: number, step: number): readonly Value[] {
  if (step === 0 || (stop - start) / step <= 0) {
    // `until -3` counts down: 0, -1, -2.
    return step === 1 && start === 0 && stop < 0 ? numbers(0, stop, -1) : [];
  }
  const count = within(Math.ceil((stop - start) / step) * 16) / 16;
  return Array.from({ length: count }, (_, index) => BigInt(start + index * step));
}

function pairs(given: readonly Value[]): readonly (readonly [string, Value])[] {
  return given.flatMap((key, index) => (index % 2 === 0 ? [[keyOf(key), given[index + 1] ?? ""] as const] : []));
}

function keyOf(value: Value): string {
  return typeof value === "bigint" || typeof value === "number" ? String(toInt(value)) : text(value);
}

function filtered(value: ValueMap, wanted: (key: string) => boolean): ValueMap {
  return Object.fromEntries(Object.entries(value).filter(([key]) => wanted(key)));
}

function dig(value: ValueMap, [key = "", ...rest]: readonly string[], fallback: Value): Value {
  if (!Object.hasOwn(value, key)) return fallback;
  return rest.length === 0 ? value[key] : dig(map(value[key]), rest, fallback);
}

function same(a: Value, b: Value): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }
  return a === b || ((a ?? null) === null && (b ?? null) === null);
}
