/** As Go's strconv.FormatFloat(value, verb, precision, 64) without sign handling beyond a leading `-`. */
export function formatFloat(value: number, verb: string, precision: number): string {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (verb === "b") return sign + binary(magnitude);
  if (verb === "x" || verb === "X") return sign + hexadecimal(magnitude, verb, precision);
  const shortest = precision < 0;
  const exact = shortest ? shortestDigits(magnitude) : exactDigits(magnitude);
  if (verb === "e" || verb === "E") {
    const digits = shortest ? exact : roundTo(exact, precision + 1);
    return sign + scientific(digits, shortest ? digits.text.length - 1 : precision, verb);
  }
  if (verb === "f") {
    const digits = shortest ? exact : roundTo(exact, exact.point + precision);
    return sign + plain(digits, shortest ? Math.max(digits.text.length - digits.point, 0) : precision);
  }
  return sign + general(exact, verb === "G" ? "E" : "e", precision);
}

/** The value is 0.TEXT × 10^point; no trailing zeros, and "" for zero. */
type Digits = { readonly text: string; readonly point: number };

function general(exact: Digits, verb: string, precision: number): string {
  const shortest = precision < 0;
  const wanted = precision === 0 ? 1 : precision;
  const digits = shortest ? exact : roundTo(exact, wanted);
  // An exponent is used below 10^-4 and from 10^precision on, or 10^6 when the shortest form is asked for.
  const threshold = shortest
    ? 6
    : wanted > digits.text.length && digits.text.length >= digits.point
      ? digits.text.length
      : wanted;
  const exponent = digits.text === "" ? 0 : digits.point - 1;
  if (exponent < -4 || exponent >= threshold) return scientific(digits, Math.max(digits.text.length - 1, 0), verb);
  return plain(digits, Math.max(digits.text.length - digits.point, 0));
}

function scientific({ text, point }: Digits, precision: number, verb: string): string {
  const exponent = text === "" ? 0 : point - 1;
  const digits = text.padEnd(precision + 1, "0");
  const fraction = precision > 0 ? `.${digits.slice(1, precision + 1)}` : "";
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0] ?? "0"}${fraction}${verb}${exponent < 0 ? "-" : "+"}${size}`;
}

function plain({ text, point }: Digits, precision: number): string {
  const whole = point > 0 ? text.slice(0, point).padEnd(point, "0") : "0";
  if (precision <= 0) return whole;
  const behind = point > 0 ? text.slice(point) : "0".repeat(text === "" ? 0 : -point) + text;
  return `${whole}.${behind.padEnd(precision, "0").slice(0, precision)}`;
}

/** Half to even on the exact value, as Go rounds. */
function roundTo({ text, point }: Digits, count: number): Digits {
  if (count >= text.length) return { text, point };
  if (count < 0) return { text: "", point: 0 };
  const kept = text.slice(0, count);
  const rest = text.slice(count);
  const tie = rest[0] === "5" && /^50*$/.test(rest);
  const last = count > 0 ? Number(kept.at(-1)) : 0;
  const up = tie ? last % 2 === 1 : Number(rest[0]) >= 5;
  if (!up) return trimmed(kept, point);
  const bumped = String(BigInt(`0${kept}`) + 1n).padStart(count, "0");
  return trimmed(bumped, point + (bumped.length - count));
}

function trimmed(text: string, point: number): Digits {
  const short = text.replace(/0+$/, "");
  return short === "" ? { text: "", point: 0 } : { text: short, point };
}

function shortestDigits(value: number): Digits {
  if (value === 0) return { text: "", point: 0 };
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return trimmed(mantissa.replace(".", ""), Number(exponent) + 1);
}

function exactDigits(value: number): Digits {
  if (value === 0) return { text: "", point: 0 };
  const { mantissa, exponent } = parts(value);
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = String(scaled);
  return trimmed(text, text.length + Math.min(exponent, 0));
}

/** value = mantissa × 2^exponent, exactly. */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function binary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent >= 0 ? "+" : ""}${exponent}`;
}

function hexadecimal(value: number, verb: string, precision: number): string {
  let { mantissa, exponent } = parts(value);
  if (mantissa === 0n) exponent = 0;
  else {
    while (mantissa < 1n << 60n) {
      mantissa <<= 1n;
      exponent -= 1;
    }
    exponent += 60;
  }
  if (precision >= 0 && precision < 15) {
    const shift = BigInt(60 - precision * 4);
    const extra = mantissa & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    mantissa >>= shift;
    if (extra > half || (extra === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= shift;
    if (mantissa >> 61n !== 0n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const all = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, "0");
  const fraction = precision < 0 ? all.replace(/0+$/, "") : all.padEnd(precision, "0").slice(0, precision);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  const text = `0x${mantissa >> 60n}${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "-" : "+"}${size}`;
  return verb === "X" ? text.toUpperCase() : text;
}
