import { compare } from "../../../domain/compare.ts";
import { binarySuffixes, decimalSuffixes } from "../../../domain/quantity-suffix.ts";
import { EvaluationFault, NotEvaluatedFault } from "../faults.ts";
import { Opaque, type Value } from "../values.ts";
import { int, text } from "./arguments.ts";
import { functions } from "./overload.ts";

const name = "kubernetes.Quantity";

/** Digits that surely fit into 64 bits. */
const safeDigits = 18;

const nano = -9;

const largest = (1n << 63n) - 1n;

/**
 * A quantity as k8s.io/apimachinery/pkg/api/resource keeps it: `value` × 10^`scale`, in 64 bits where it fits. Whether it
 * does decides what counts as an integer.
 */
class Quantity extends Opaque {
  readonly type = name;
  readonly value: bigint;
  readonly scale: number;
  readonly isSmall: boolean;

  constructor(value: bigint, scale: number, isSmall: boolean) {
    super();
    this.value = value;
    this.scale = scale;
    this.isSmall = isSmall;
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && this.compareTo(other) === 0;
  }

  compareTo(other: Quantity): number {
    const scale = Math.min(this.scale, other.scale);
    return compare(scaled(this, scale), scaled(other, scale));
  }

  add(other: Quantity): Quantity {
    const isSmall = this.isSmall && other.isSmall;
    if (isSmall && this.value === 0n) return other;
    if (isSmall && other.value === 0n) return this;
    const scale = Math.min(this.scale, other.scale);
    const [one, two] = [scaled(this, scale), scaled(other, scale)];
    return new Quantity(one + two, scale, isSmall && [one, two, one + two].every(isInt64));
  }

  negated(): Quantity {
    return new Quantity(-this.value, this.scale, this.isSmall);
  }

  /** Undefined for what is not whole in 64 bits as it is kept. */
  asInteger(): bigint | undefined {
    if (!this.isSmall || this.scale < 0) return undefined;
    const value = scaled(this, 0);
    return isInt64(value) ? value : undefined;
  }

  toString(): string {
    throw new NotEvaluatedFault("a quantity as text is not known here");
  }
}

/** k8s.io/apiserver/pkg/cel/library/quantity.go */
export const quantities = [
  ...functions(28, {
    [`quantity(string): ${name}`]: ([a]) => quantityOf(text(a)),
    "isQuantity(string): bool": ([a]) => parseQuantity(text(a)) !== undefined,
    [`sign(${name}): int`]: ([a]) => BigInt(Math.sign(Number(quantity(a).value))),
    [`${name}.isGreaterThan(${name}): bool`]: ([a, b]) => quantity(a).compareTo(quantity(b)) > 0,
    [`${name}.isLessThan(${name}): bool`]: ([a, b]) => quantity(a).compareTo(quantity(b)) < 0,
    [`${name}.compareTo(${name}): int`]: ([a, b]) => BigInt(quantity(a).compareTo(quantity(b))),
    [`${name}.asApproximateFloat(): double`]: ([a]) => approximate(quantity(a)),
    [`${name}.asInteger(): int`]: ([a]) => {
      const value = quantity(a).asInteger();
      if (value === undefined) throw new EvaluationFault("cannot convert value to integer");
      return value;
    },
    [`${name}.isInteger(): bool`]: ([a]) => quantity(a).asInteger() !== undefined,
    [`${name}.add(${name}): ${name}`]: ([a, b]) => quantity(a).add(quantity(b)),
    [`${name}.add(int): ${name}`]: ([a, b]) => quantity(a).add(whole(int(b))),
    [`${name}.sub(${name}): ${name}`]: ([a, b]) => quantity(a).add(quantity(b).negated()),
    [`${name}.sub(int): ${name}`]: ([a, b]) => quantity(a).add(whole(-int(b))),
  }),
  ...functions(35, {
    [`${name}.mul(int): ${name}`]: newer,
    [`${name}.div(int): ${name}`]: newer,
    [`${name}.div(int, int): ${name}`]: newer,
    [`${name}.divInt(int): ${name}`]: newer,
  }),
];

function newer(): never {
  throw new NotEvaluatedFault("not every release of Kubernetes multiplies and divides quantities");
}

function quantity(value: Value | undefined): Quantity {
  if (!(value instanceof Quantity)) throw new EvaluationFault("no such overload");
  return value;
}

function whole(value: bigint): Quantity {
  return new Quantity(value, 0, isInt64(value));
}

function quantityOf(written: string): Quantity {
  const found = parseQuantity(written);
  if (found !== undefined) return found;
  throw new EvaluationFault(
    /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/.test(written)
      ? "unable to parse quantity's suffix"
      : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
}

/** As resource.ParseQuantity; undefined for what is none. */
function parseQuantity(written: string): Quantity | undefined {
  const [, sign, digits = "", fraction = "", suffix = ""] =
    /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z].*)?$/.exec(written) ?? [];
  if (sign === undefined || digits + fraction === "") return undefined;
  const number = { sign: sign === "-" ? -1n : 1n, digits: digits.replace(/^0+/, "") || "0", fraction };
  const power = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  if (power !== undefined) return inBinary(number, power);
  const exponent = Object.hasOwn(decimalSuffixes, suffix) ? decimalSuffixes[suffix] : exponentOf(suffix);
  return exponent === undefined ? undefined : inDecimal(number, exponent);
}

type Written = { readonly sign: bigint; readonly digits: string; readonly fraction: string };

function exponentOf(suffix: string): number | undefined {
  const [, digits] = /^[eE]([+-]?\d+)$/.exec(suffix) ?? [];
  return digits === undefined || digits.length > 10 ? undefined : Number(digits);
}

function inDecimal({ sign, digits, fraction }: Written, exponent: number): Quantity {
  const value = BigInt(digits + fraction);
  const scale = exponent - fraction.length;
  const isSmall = digits.length + fraction.length <= safeDigits && scale >= nano;
  return isSmall ? new Quantity(sign * value, scale, true) : limited(sign, value, scale);
}

function inBinary({ sign, digits, fraction }: Written, power: number): Quantity {
  const value = BigInt(digits + fraction) << BigInt(power);
  const isSmall = fraction === "" && 15 - digits.length - Math.trunc((power * 3) / 10) - 1 >= 0 && isInt64(value);
  return isSmall ? new Quantity(sign * value, 0, true) : limited(sign, value, -fraction.length);
}

/** Rounded up to billionths, and no more than 64 bits hold. */
function limited(sign: bigint, value: bigint, scale: number): Quantity {
  if (scale > 1000) throw new NotEvaluatedFault("the quantity is too large to be read here");
  const [kept, at] = scale < nano ? [dividedUp(value, nano - scale), nano] : [value, scale];
  const most = at < 0 ? largest * 10n ** BigInt(-at) : largest;
  const number = at > 0 ? kept * 10n ** BigInt(at) : kept;
  return number > most ? new Quantity(sign * largest, 0, false) : new Quantity(sign * number, Math.min(at, 0), false);
}

function dividedUp(value: bigint, places: number): bigint {
  const by = 10n ** BigInt(Math.min(places, 5000));
  return (value + by - 1n) / by;
}

function scaled({ value, scale }: Quantity, to: number): bigint {
  if (scale - to > 5000) throw new NotEvaluatedFault("the quantity is too large to be read here");
  return value * 10n ** BigInt(scale - to);
}

function approximate({ value, scale }: Quantity): number {
  return scale === 0 ? Number(value) : Number(value) * 10 ** scale;
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
