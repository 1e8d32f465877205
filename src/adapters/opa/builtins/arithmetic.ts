import { compareTerms, isArray, Numeral, type Term, TermSet, termText } from "../term.ts";
import {
  add,
  type BigFloat,
  bigFloatText,
  isInteger,
  multiply,
  negate,
  parseBigFloat,
  quotient,
  rounded,
  truncated,
} from "./big-float.ts";
import { type Builtin, Undefined, Unsupported } from "./builtin.ts";

/** Numbers as Go's big.Float and big.Int calculate with them, which is how OPA does. */
export const arithmetic: Readonly<Record<string, Builtin>> = {
  plus: (a, b) => smallSum(a, b, 1) ?? bigFloatText(add(floatOf(a), floatOf(b))),
  minus: (a, b) => {
    if (a instanceof TermSet && b instanceof TermSet) return termText(without(a, b));
    return smallSum(a, b, -1) ?? bigFloatText(add(floatOf(a), negate(floatOf(b))));
  },
  mul: (a, b) => bigFloatText(multiply(floatOf(a), floatOf(b))),
  div: (a, b) => {
    const divisor = floatOf(b);
    if (divisor.mantissa === 0n) throw new Undefined();
    return bigFloatText(quotient(floatOf(a), divisor));
  },
  rem: (a, b) => {
    const [dividend, divisor] = [integerOf(a), integerOf(b)];
    if (divisor === 0n) throw new Undefined();
    return String(dividend % divisor);
  },
  abs: (value) => {
    const float = floatOf(value);
    return bigFloatText(float.mantissa < 0n ? negate(float) : float);
  },
  ceil: (value) => bigFloatText(toInteger(floatOf(value), (whole, float) => (isAbove(float, whole) ? 1n : 0n))),
  floor: (value) =>
    bigFloatText(toInteger(floatOf(value), (whole, float) => (isAbove(negate(float), -whole) ? -1n : 0n))),
  round: (value) => bigFloatText(round(floatOf(value))),
  sum: (values) => bigFloatText(numbersOf(values).reduce(add, { mantissa: 0n, exponent: 0 })),
  product: (values) => bigFloatText(numbersOf(values).reduce(multiply, { mantissa: 1n, exponent: 0 })),
  max: (values) => termText(extreme(values, 1)),
  min: (values) => termText(extreme(values, -1)),
  "bits.and": (a, b) => String(integerOf(a) & integerOf(b)),
  "bits.or": (a, b) => String(integerOf(a) | integerOf(b)),
  "bits.xor": (a, b) => String(integerOf(a) ^ integerOf(b)),
  "bits.negate": (value) => String(~integerOf(value)),
  "bits.lsh": (value, by) => String(integerOf(value) << shiftOf(by)),
  "bits.rsh": (value, by) => {
    const [given, bits] = [integerOf(value), integerOf(by)];
    if (bits < 0n) throw new Undefined();
    return String(given >> (bits > mostBits ? mostBits : bits));
  },
  format_int: (value, base) => {
    const radix = base instanceof Numeral ? base.text : "";
    if (!["2", "8", "10", "16"].includes(radix)) throw new Undefined();
    return JSON.stringify(truncated(floatOf(value)).toString(Number(radix)));
  },
  "numbers.range_step": (from, to, step) => {
    const by = integerOf(step);
    if (by <= 0n) throw new Undefined();
    return range(integerOf(from), integerOf(to), by);
  },
};

function floatOf(term: Term | undefined): BigFloat {
  const float = term instanceof Numeral ? parseBigFloat(term.text) : undefined;
  if (float === undefined) throw new Undefined();
  return float;
}

/** Integers of which a sum cannot be inexact need no more than JavaScript's own numbers. */
function smallSum(a: Term | undefined, b: Term | undefined, sign: 1 | -1): string | undefined {
  if (!(a instanceof Numeral && b instanceof Numeral && small.test(a.text) && small.test(b.text))) return undefined;
  return String(Number(a.text) + sign * Number(b.text) + 0);
}

const small = /^-?\d{1,15}$/;

function integerOf(term: Term | undefined): bigint {
  const float = floatOf(term);
  if (!isInteger(float)) throw new Undefined();
  return truncated(float);
}

function without(a: TermSet, b: TermSet): TermSet {
  return new TermSet(a.members.filter((one) => !b.members.some((other) => compareTerms(one, other) === 0)));
}

function toInteger(float: BigFloat, correction: (whole: bigint, float: BigFloat) => bigint): BigFloat {
  const whole = truncated(float);
  return rounded(whole + correction(whole, float), 0);
}

function isAbove(float: BigFloat, whole: bigint): boolean {
  return add(float, { mantissa: -whole, exponent: 0 }).mantissa > 0n;
}

function round(float: BigFloat): BigFloat {
  if (isInteger(float)) return float;
  const half = { mantissa: float.mantissa < 0n ? -1n : 1n, exponent: -1 };
  return rounded(truncated(add(float, half)), 0);
}

function membersOf(term: Term | undefined): readonly Term[] {
  if (term instanceof TermSet) return term.members.toSorted(compareTerms);
  if (term === undefined || !isArray(term)) throw new Undefined();
  return term;
}

function numbersOf(term: Term | undefined): readonly BigFloat[] {
  return membersOf(term).map(floatOf);
}

/** The last of those that are equal. */
function extreme(values: Term | undefined, sign: 1 | -1): Term {
  const members = membersOf(values);
  // Null is the least of all, yet of a set it is only answered when there is nothing else.
  const others = values instanceof TermSet && sign < 0 ? members.filter((one) => one !== null) : members;
  const [first, ...rest] = others.length > 0 ? others : members;
  if (first === undefined) throw new Undefined();
  return rest.reduce((best, one) => (sign * compareTerms(one, best) >= 0 ? one : best), first);
}

function shiftOf(term: Term | undefined): bigint {
  const by = integerOf(term);
  if (by < 0n) throw new Undefined();
  if (by > mostBits) throw new Unsupported(`A shift by ${by} bits is too long.`);
  return by;
}

/** What is longer than this would fill the memory before it could be written down. */
const mostBits = 1n << 20n;

function range(from: bigint, to: bigint, by: bigint): string {
  const steps = (to > from ? to - from : from - to) / by;
  if (steps > mostSteps) throw new Unsupported(`A range of ${steps} steps is too long.`);
  const step = to >= from ? by : -by;
  const numbers = Array.from({ length: Number(steps) + 1 }, (_, index) => from + BigInt(index) * step);
  return `[${numbers.join(",")}]`;
}

const mostSteps = 10_000_000n;
