/**
 * Numbers as OPA calculates with them: Go's big.Float of 64 bits, mantissa × 2^exponent, and what is not exact
 * rounded to the nearest, half to even (https://pkg.go.dev/math/big#Float).
 */
export type BigFloat = { readonly mantissa: bigint; readonly exponent: number };

const precision = 64;

export function parseBigFloat(text: string): BigFloat | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign, whole = "", fraction = "", power = "0"] = found ?? [];
  if (found === null || whole + fraction === "") return undefined;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const exponent = Number(power) - fraction.length;
  // Beyond this even the digits of the exponent are no number that anybody means.
  if (Math.abs(exponent) > 100_000) return undefined;
  if (exponent >= 0 && exponent <= 27) return rounded(digits * 10n ** BigInt(exponent), 0);
  const five = powerOfFive(Math.abs(exponent));
  return exponent < 0
    ? quotient({ mantissa: digits, exponent }, five)
    : rounded(digits * five.mantissa, five.exponent + exponent);
}

export function add(a: BigFloat, b: BigFloat): BigFloat {
  const exponent = Math.min(a.exponent, b.exponent);
  return rounded(shifted(a, exponent) + shifted(b, exponent), exponent);
}

export function negate({ mantissa, exponent }: BigFloat): BigFloat {
  return { mantissa: -mantissa, exponent };
}

export function multiply(a: BigFloat, b: BigFloat): BigFloat {
  return rounded(a.mantissa * b.mantissa, a.exponent + b.exponent);
}

/** The divisor is not zero. */
export function quotient(a: BigFloat, b: BigFloat): BigFloat {
  const shift = Math.max(0, precision + 2 + bitsOf(b.mantissa) - bitsOf(a.mantissa));
  const dividend = a.mantissa << BigInt(shift);
  const whole = dividend / b.mantissa;
  // One bit more says that something was left, which is all that rounding must know of it.
  const left = dividend % b.mantissa === 0n ? 0n : dividend < 0n === b.mantissa < 0n ? 1n : -1n;
  return rounded(whole * 2n + left, a.exponent - b.exponent - shift - 1);
}

export function isInteger({ mantissa, exponent }: BigFloat): boolean {
  return exponent >= 0 || BigInt.asUintN(-exponent, mantissa) === 0n;
}

/** Without what stands behind the point. */
export function truncated({ mantissa, exponent }: BigFloat): bigint {
  return exponent >= 0 ? mantissa << BigInt(exponent) : mantissa / (1n << BigInt(-exponent));
}

export function rounded(mantissa: bigint, exponent: number, bits = precision): BigFloat {
  const surplus = bitsOf(mantissa) - bits;
  if (surplus <= 0) return { mantissa, exponent };
  const [sign, magnitude] = mantissa < 0n ? [-1n, -mantissa] : [1n, mantissa];
  const kept = magnitude >> BigInt(surplus);
  const rest = BigInt.asUintN(surplus, magnitude);
  const half = 1n << BigInt(surplus - 1);
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return { mantissa: sign * (up ? kept + 1n : kept), exponent: exponent + surplus };
}

/** As Go's Text: the fewest digits that lead back to the number; with a point or an exponent when it is no integer. */
export function bigFloatText(value: BigFloat): string {
  if (value.mantissa === 0n) return "0";
  const sign = value.mantissa < 0n ? "-" : "";
  const { digits, point } = shortest({ ...value, mantissa: value.mantissa < 0n ? -value.mantissa : value.mantissa });
  if (isInteger(value)) return sign + digits.slice(0, point).padEnd(point, "0");
  const exponent = point - 1;
  if (exponent < -4 || exponent >= 6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return (
    sign + (digits.length > point ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits.padEnd(point, "0"))
  );
}

/** 0.DIGITS × 10^point, without zeros at the end. */
type Decimal = { readonly digits: string; readonly point: number };

function shortest(value: BigFloat): Decimal {
  const exact = decimalOf(value.mantissa, value.exponent);
  const shift = precision + 1 - bitsOf(value.mantissa);
  const mantissa = shift >= 0 ? value.mantissa << BigInt(shift) : value.mantissa >> BigInt(-shift);
  const [lower, upper] = [-1n, 1n].map((half) => decimalOf(mantissa + half, value.exponent - shift));
  const isInclusive = (mantissa & 2n) === 0n;
  for (const [index, digit] of [...exact.digits].entries()) {
    const [low, high] = [lower?.digits[index] ?? "0", upper?.digits[index] ?? "0"];
    const mayFall = low !== digit || (isInclusive && index + 1 === lower?.digits.length);
    const mayRise =
      digit !== high && (isInclusive || Number(digit) + 1 < Number(high) || index + 1 < (upper?.digits.length ?? 0));
    if (mayFall || mayRise) return cut(exact, index + 1, mayFall && mayRise ? "nearest" : mayFall ? "down" : "up");
  }
  return exact;
}

function cut({ digits, point }: Decimal, count: number, way: "nearest" | "down" | "up"): Decimal {
  if (count >= digits.length) return { digits, point };
  const kept = digits.slice(0, count);
  const isHalf = digits[count] === "5" && count + 1 === digits.length;
  const nearestIsUp = isHalf ? Number(kept.at(-1)) % 2 === 1 : (digits[count] ?? "0") >= "5";
  if (way === "down" || (way === "nearest" && !nearestIsUp)) return { digits: kept.replace(/0+$/, ""), point };
  const raised = String(BigInt(kept) + 1n);
  return { digits: raised.replace(/0+$/, ""), point: point + raised.length - kept.length };
}

function decimalOf(mantissa: bigint, exponent: number): Decimal {
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = String(scaled);
  return { digits: text.replace(/0+$/, ""), point: text.length + Math.min(exponent, 0) };
}

/** In the steps in which Go multiplies, with the bits it keeps. */
function powerOfFive(power: number): BigFloat {
  if (power <= 27) return { mantissa: 5n ** BigInt(power), exponent: 0 };
  let result: BigFloat = { mantissa: 5n ** 27n, exponent: 0 };
  let factor: BigFloat = { mantissa: 5n, exponent: 0 };
  for (let left = power - 27; left > 0; left >>>= 1) {
    if (left & 1) result = rounded(result.mantissa * factor.mantissa, result.exponent + factor.exponent, 128);
    factor = rounded(factor.mantissa * factor.mantissa, factor.exponent * 2, 192);
  }
  return result;
}

function shifted({ mantissa, exponent }: BigFloat, to: number): bigint {
  return mantissa << BigInt(exponent - to);
}

function bitsOf(value: bigint): number {
  const text = (value < 0n ? -value : value).toString(16);
  return (text.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(text[0] ?? "0", 16)));
}
