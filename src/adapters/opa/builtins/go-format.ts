import { formatFloat } from "./go-float.ts";
import { canBackquote, isPrintable, quote, quoteRune } from "./go-quote.ts";

/** What OPA hands to Go's Sprintf. */
export type Argument =
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "big"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "string"; readonly value: string };

/** The flags between `%` and the verb. */
export type Flags = {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | null;
  precision: number | null;
};

/** One argument in one verb, as Go's fmt prints it; a verb that does not fit is printed as a complaint. */
export function formatArgument(argument: Argument, verb: string, given: Flags): string {
  if (verb === "T") return pad(cut(typeName(argument), given), given);
  // With %v the flags + and # ask for another notation of structures, not for signs and prefixes;
  // only big integers, which print themselves, see the sign asked for.
  const isValue = verb === "v" || verb === "w";
  const flags = isValue ? { ...given, plus: given.plus && argument.type === "big", sharp: false } : given;
  const text = formatted(argument, verb, flags, verb === "v" && given.sharp);
  if (text !== null) return text;
  if (argument.type === "big") return `%!${verb}(big.Int=${argument.value})`;
  return `%!${verb}(${typeName(argument)}=${formatted(argument, "v", flags, isValue && given.sharp)})`;
}

export function typeName({ type }: Argument): string {
  return { int: "int", big: "*big.Int", float: "float64", string: "string" }[type];
}

function formatted(argument: Argument, verb: string, flags: Flags, goSyntax: boolean): string | null {
  switch (argument.type) {
    case "int":
      return formatInteger(argument.value, verb, flags);
    case "big":
      return formatBig(argument.value, verb, flags);
    case "float":
      return formatFloating(argument.value, verb, flags);
    case "string":
      return formatString(argument.value, goSyntax ? "q" : verb, flags);
  }
}

// ---------------------------------------------------------------- strings

function formatString(text: string, verb: string, flags: Flags): string | null {
  if (verb === "v" || verb === "s") return pad(cut(text, flags), flags);
  if (verb === "x" || verb === "X") return hexOf(Buffer.from(text), verb, flags);
  if (verb !== "q") return null;
  const short = cut(text, flags);
  return pad(flags.sharp && canBackquote(short) ? `\`${short}\`` : quote(short, flags.plus), flags);
}

function cut(text: string, { precision }: Flags): string {
  return precision === null ? text : [...text].slice(0, precision).join("");
}

function hexOf(bytes: Buffer, verb: string, flags: Flags): string {
  const shown = [...bytes.subarray(0, flags.precision ?? bytes.length)].map((byte) => {
    const text = byte.toString(16).padStart(2, "0");
    return verb === "X" ? text.toUpperCase() : text;
  });
  if (shown.length === 0) return pad("", flags);
  const prefix = flags.sharp ? `0${verb}` : "";
  const text = flags.space ? shown.map((byte) => prefix + byte).join(" ") : prefix + shown.join("");
  return pad(text, flags);
}

// ---------------------------------------------------------------- integers

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function formatInteger(value: bigint, verb: string, flags: Flags): string | null {
  const base = bases[verb];
  if (base !== undefined) return integerText(value, base, verb, flags);
  if (verb === "c") return pad(characterOf(value), flags);
  if (verb === "q") return pad(quoteRune(characterOf(value), flags.plus), flags);
  return verb === "U" ? unicodeText(value, flags) : null;
}

function integerText(value: bigint, base: number, verb: string, flags: Flags): string {
  const signed = value < 0n || flags.plus || flags.space;
  if (flags.precision === 0 && value === 0n) return pad("", { ...flags, zero: false });
  const zeros =
    flags.precision ?? (flags.zero && !flags.minus && flags.width !== null ? flags.width - (signed ? 1 : 0) : 0);
  const digits = magnitude(value, base, verb).padStart(zeros, "0");
  return pad(signOf(value, flags) + prefixOf(digits, base, verb, flags) + digits, { ...flags, zero: false });
}

function magnitude(value: bigint, base: number, verb: string): string {
  const digits = (value < 0n ? -value : value).toString(base);
  return verb === "X" ? digits.toUpperCase() : digits;
}

function signOf(value: bigint, flags: Flags): string {
  if (value < 0n) return "-";
  if (flags.plus) return "+";
  return flags.space ? " " : "";
}

function prefixOf(digits: string, base: number, verb: string, { sharp }: Flags): string {
  const octal = verb === "O" ? "0o" : "";
  if (!sharp) return octal;
  if (base === 2) return "0b";
  if (base === 8) return octal + (digits.startsWith("0") ? "" : "0");
  return base === 16 ? `0${verb}` : "";
}

function characterOf(value: bigint): string {
  const isScalar = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return isScalar ? String.fromCodePoint(Number(value)) : "\ufffd";
}

function unicodeText(value: bigint, flags: Flags): string {
  const digits = BigInt.asUintN(64, value).toString(16).toUpperCase();
  const text = `U+${digits.padStart(Math.max(4, flags.precision ?? 0), "0")}`;
  const shown = flags.sharp && value >= 0n && value <= 0x10ffffn && isPrintable(characterOf(value));
  return pad(shown ? `${text} '${characterOf(value)}'` : text, { ...flags, zero: false });
}

/** Go's big integers print themselves, by rules of their own. */
function formatBig(value: bigint, verb: string, flags: Flags): string | null {
  const base = verb === "s" ? 10 : bases[verb];
  if (base === undefined) return null;
  const digits = magnitude(value, base, verb);
  const prefix = verb === "O" ? "0o" : flags.sharp ? ({ b: "0b", o: "0", x: "0x", X: "0X" }[verb] ?? "") : "";
  const sign = signOf(value, flags);
  const fill =
    flags.zero && !flags.minus && flags.precision === null ? (flags.width ?? 0) - sign.length - prefix.length : 0;
  const body = digits.padStart(Math.max(flags.precision ?? 0, fill), "0");
  return pad(sign + prefix + body, { ...flags, zero: false });
}

// ---------------------------------------------------------------- floats

function formatFloating(value: number, verb: string, flags: Flags): string | null {
  if (!/^[vbgGxXeEfF]$/.test(verb)) return null;
  const notation = { v: "g", F: "f" }[verb] ?? verb;
  const precision = flags.precision ?? (/^[efE]$/.test(notation) ? 6 : -1);
  const text = formatFloat(value, notation, precision);
  const unsigned = text.replace(/^-/, "");
  const sign = text.startsWith("-") ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  const body = flags.sharp && notation !== "b" ? withPoint(unsigned, notation, precision) : unsigned;
  if (!flags.zero || flags.minus || flags.width === null) return pad(sign + body, flags);
  return sign + body.padStart(flags.width - sign.length, "0");
}

/** `#` keeps the decimal point, and the trailing zeros that %g would drop. */
function withPoint(text: string, verb: string, precision: number): string {
  const tailAt = text.search(verb === "x" || verb === "X" ? /[pP]/ : /[eE]/);
  const tail = tailAt < 0 ? "" : text.slice(tailAt);
  let head = tailAt < 0 ? text : text.slice(0, tailAt);
  let missing = /^[gGx]$/.test(verb) ? (precision < 0 ? 6 : precision) : 0;
  const counted = head.replace(/[.]/g, "");
  missing -= counted.replace(/^[0]+/, "").length;
  if (!head.includes(".")) {
    if (head === "0") missing -= 1;
    head += ".";
  }
  return head + "0".repeat(Math.max(missing, 0)) + tail;
}

function pad(text: string, { width, minus, zero }: Flags): string {
  const length = [...text].length;
  if (width === null || width <= length) return text;
  const filler = (zero && !minus ? "0" : " ").repeat(width - length);
  return minus ? text + filler : filler + text;
}
