import { parseGoDuration } from "../../../../domain/go-duration.ts";
import type { Json } from "../../../../domain/json.ts";
import { LeftToKyverno, RuleFault } from "../outcome.ts";
import { parseQuantity, type Quantity } from "../quantity.ts";
import { type Argument, type JmesFunction, jmesFunction, jsonOf, listOf, numberOf, wholeOf } from "./arguments.ts";

type Operand =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "quantity"; readonly value: Quantity }
  | { readonly kind: "duration"; readonly value: bigint };

/** Kyverno's arithmetic over numbers, quantities and durations. */
export const arithmetic: Readonly<Record<string, JmesFunction>> = {
  add: jmesFunction(2, ([one, other]) => add(jsonOf(one), jsonOf(other))),
  divide: jmesFunction(2, ([one, other]) => divide(...operands(one, other))),
  modulo: jmesFunction(2, ([one, other]) => modulo(...operands(one, other))),
  multiply: jmesFunction(2, ([one, other]) => multiply(...operands(one, other))),
  round: jmesFunction(2, ([value, places]) => round(numberOf(value), wholeOf(places))),
  subtract: jmesFunction(2, ([one, other]) => subtract(...operands(one, other))),
  sum: jmesFunction(1, ([list]) => {
    const [first, ...others] = listOf(list);
    if (first === undefined) throw new RuleFault("sum needs at least one element");
    return others.reduce(add, first);
  }),
};

/** `30m` is minutes as much as a quantity, and versions of Kyverno differ in which it is beside a duration. */
function operands(one: Argument | undefined, other: Argument | undefined): readonly [Operand, Operand] {
  const both = [operand(one), operand(other)] as const;
  const isMixed = both.some(({ kind }) => kind === "quantity") && both.some(({ kind }) => kind === "duration");
  const durations = [one, other].every((value) => typeof value === "string" && parseGoDuration(value) !== undefined);
  if (isMixed && durations)
    throw new LeftToKyverno(`what ${String(one)} and ${String(other)} are is not evaluated here`);
  return both;
}

function operand(value: Argument | undefined): Operand {
  if (typeof value === "number") return { kind: "scalar", value };
  if (typeof value === "string") {
    const quantity = parseQuantity(value);
    if (quantity !== undefined) return { kind: "quantity", value: quantity };
    const duration = parseGoDuration(value);
    if (duration !== undefined) return { kind: "duration", value: duration };
  }
  throw new RuleFault("invalid operands");
}

function add(given: Json, and: Json): Json {
  const [one, other] = operands(given, and);
  if (one.kind === "scalar" && other.kind === "scalar") return one.value + other.value;
  if (one.kind === "quantity" && other.kind === "quantity") return quantityText(one.value, other.value, 1n);
  if (one.kind === "duration" && other.kind === "duration") return durationText(one.value + other.value);
  throw mismatch();
}

function subtract(one: Operand, other: Operand): Json {
  if (one.kind === "scalar" && other.kind === "scalar") return one.value - other.value;
  if (one.kind === "quantity" && other.kind === "quantity") return quantityText(one.value, other.value, -1n);
  if (one.kind === "duration" && other.kind === "duration") return durationText(one.value - other.value);
  throw mismatch();
}

function multiply(one: Operand, other: Operand): Json {
  if (one.kind === "scalar" && other.kind === "scalar") return one.value * other.value;
  if (one.kind !== "scalar" && other.kind !== "scalar") throw mismatch();
  throw new LeftToKyverno("the product of a quantity or a duration is not evaluated here");
}

function divide(one: Operand, other: Operand): Json {
  if (one.kind === "scalar" && other.kind === "scalar") return quotient(one.value, other.value);
  if (one.kind === "quantity" && other.kind === "quantity") return quotient(nearest(one.value), nearest(other.value));
  if (one.kind === "duration" && other.kind === "duration") return quotient(Number(one.value), Number(other.value));
  if (one.kind === "scalar" || other.kind !== "scalar") throw mismatch();
  throw new LeftToKyverno("a quantity or a duration divided by a number is not evaluated here");
}

function modulo(one: Operand, other: Operand): Json {
  if (one.kind === "scalar" && other.kind === "scalar") {
    if (!Number.isInteger(one.value) || !Number.isInteger(other.value)) throw new RuleFault("modulo needs integers");
    return notZero(other.value) && one.value % other.value;
  }
  if (one.kind !== other.kind) throw mismatch();
  throw new LeftToKyverno("the modulo of quantities or durations is not evaluated here");
}

/** Half away from zero, as Go does. */
function round(value: number, places: number): number {
  if (places < 0) throw new RuleFault("round is given negative places");
  const shifted = value * 10 ** places;
  return (Math.sign(shifted) * Math.round(Math.abs(shifted))) / 10 ** places;
}

function quotient(dividend: number, divisor: number): number {
  return notZero(divisor) && dividend / divisor;
}

function notZero(divisor: number): number {
  if (divisor === 0) throw new RuleFault("zero divisor passed");
  return divisor;
}

function mismatch(): RuleFault {
  return new RuleFault("types mismatch");
}

function nearest({ numerator, denominator }: Quantity): number {
  return Number(numerator) / Number(denominator);
}

/** An exact text of the same value: Kyverno's may have another suffix, and compares the same. */
function quantityText(one: Quantity, other: Quantity, sign: bigint): string {
  const nanos = one.numerator + sign * other.numerator;
  return nanos % one.denominator === 0n ? String(nanos / one.denominator) : `${nanos}n`;
}

/** As `time.Duration` has it, such as `1h30m0s`. */
function durationText(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const second = 1_000_000_000n;
  if (size % second !== 0n) throw new LeftToKyverno("a duration finer than a second is not evaluated here");
  const seconds = size / second;
  const [hours, minutes, rest] = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n];
  const text = hours > 0n ? `${hours}h${minutes}m${rest}s` : minutes > 0n ? `${minutes}m${rest}s` : `${rest}s`;
  return nanoseconds < 0n ? `-${text}` : text;
}
