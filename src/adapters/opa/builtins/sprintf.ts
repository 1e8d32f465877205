import { Numeral, type Term } from "../term.ts";
import { type Argument, type Flags, formatArgument, typeName } from "./go-format.ts";
import { regoText } from "./rego-text.ts";

/**
 * Go's fmt.Sprintf over the arguments OPA makes of Rego values: integers, big integers, floats and
 * strings; everything else is handed over as the text OPA prints it as. Wrong verbs, missing and
 * surplus arguments are written into the text, as Go does.
 */
export function sprintf(format: string, values: readonly Term[]): string {
  const simple = simpleFormat(format);
  if (simple === null || simple.verbs.length !== values.length) {
    return new Printer(format, values.map(toArgument)).print();
  }
  let text = simple.before;
  for (const [index, { verb, after }] of simple.verbs.entries()) {
    text += printSimply(values[index] ?? null, verb) + after;
  }
  return text;
}

/** A format of plain verbs, taken apart: nearly every message is one, and each is printed thousands of times. */
type SimpleFormat = {
  readonly before: string;
  readonly verbs: readonly { readonly verb: string; readonly after: string }[];
};

const simpleFormats = new Map<string, SimpleFormat | null>();

function simpleFormat(format: string): SimpleFormat | null {
  const known = simpleFormats.get(format);
  if (known !== undefined) return known;
  const [before = "", ...rest] = format.split("%");
  const isSimple = rest.every((part) => "svdq".includes(part[0] ?? "?"));
  const simple = isSimple
    ? { before, verbs: rest.map((part) => ({ verb: part[0] ?? "", after: part.slice(1) })) }
    : null;
  // Formats can be made of the input, so there is no end of them.
  if (simpleFormats.size >= 1000) simpleFormats.clear();
  simpleFormats.set(format, simple);
  return simple;
}

function printSimply(term: Term, verb: string): string {
  if (typeof term === "string" && (verb === "s" || verb === "v")) return term;
  if (typeof term === "string" && verb === "q" && plainText.test(term)) return `"${term}"`;
  return formatArgument(toArgument(term), verb, { ...noFlags });
}

/** Text that reads the same in quotes. */
const plainText = /^[ !#-[\]-~]*$/;

const noFlags: Flags = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  width: null,
  precision: null,
};

/** Go refuses widths and precisions beyond this. */
const tooLarge = 1_000_000;

function toArgument(term: Term): Argument {
  if (typeof term === "string") return { type: "string", value: term };
  if (!(term instanceof Numeral)) return { type: "string", value: regoText(term) };
  if (/^-?\d+$/.test(term.text)) {
    const value = BigInt(term.text);
    return { type: BigInt.asIntN(64, value) === value ? "int" : "big", value };
  }
  return { type: "float", value: Number(term.text) };
}

class Printer {
  readonly #format: readonly string[];
  readonly #arguments: readonly Argument[];
  #at = 0;
  #next = 0;
  #reordered = false;
  #goodIndex = true;
  #afterIndex = false;

  constructor(format: string, values: readonly Argument[]) {
    this.#format = [...format];
    this.#arguments = values;
  }

  print(): string {
    const out: string[] = [];
    while (this.#at < this.#format.length) {
      const character = this.#format[this.#at] ?? "";
      this.#at += 1;
      out.push(character === "%" ? this.#directive() : character);
    }
    return out.join("") + this.#surplus();
  }

  #directive(): string {
    this.#goodIndex = true;
    this.#afterIndex = false;
    const flags = this.#flags();
    const complaint = this.#width(flags) + this.#precision(flags);
    if (!this.#afterIndex) this.#index();
    const verb = this.#format[this.#at];
    if (verb === undefined) return `${complaint}%!(NOVERB)`;
    this.#at += 1;
    return complaint + this.#verb(verb, flags);
  }

  #verb(verb: string, flags: Flags): string {
    if (verb === "%") return "%";
    if (!this.#goodIndex) return `%!${verb}(BADINDEX)`;
    const argument = this.#arguments[this.#next];
    if (argument === undefined) return `%!${verb}(MISSING)`;
    this.#next += 1;
    return formatArgument(argument, verb, flags);
  }

  #flags(): Flags {
    const flags: Flags = { ...noFlags };
    for (; ; this.#at += 1) {
      const character = this.#format[this.#at];
      if (character === "-") flags.minus = true;
      else if (character === "+") flags.plus = true;
      else if (character === "#") flags.sharp = true;
      else if (character === " ") flags.space = true;
      else if (character === "0") flags.zero = true;
      else return flags;
    }
  }

  #width(flags: Flags): string {
    this.#index();
    if (this.#format[this.#at] === "*") {
      this.#at += 1;
      flags.width = this.#starArgument();
      this.#afterIndex = false;
      if (flags.width === null) return "%!(BADWIDTH)";
      if (flags.width < 0) {
        flags.width = -flags.width;
        flags.minus = true;
        flags.zero = false;
      }
      return "";
    }
    flags.width = this.#number();
    if (this.#afterIndex && flags.width !== null) this.#goodIndex = false;
    return "";
  }

  #precision(flags: Flags): string {
    if (this.#format[this.#at] !== ".") return "";
    this.#at += 1;
    if (this.#afterIndex) this.#goodIndex = false;
    this.#index();
    if (this.#format[this.#at] !== "*") {
      flags.precision = this.#number() ?? 0;
      return "";
    }
    this.#at += 1;
    const given = this.#starArgument();
    this.#afterIndex = false;
    flags.precision = given !== null && given >= 0 ? given : null;
    return flags.precision === null ? "%!(BADPREC)" : "";
  }

  /** The integer that a `*` takes from the arguments, or null. */
  #starArgument(): number | null {
    const argument = this.#arguments[this.#next];
    if (argument === undefined) return null;
    this.#next += 1;
    if (argument.type !== "int") return null;
    const value = Number(argument.value);
    return Math.abs(value) > tooLarge ? null : value;
  }

  /** `[3]` makes the third argument the next one. */
  #index(): void {
    this.#afterIndex = false;
    if (this.#format[this.#at] !== "[") return;
    this.#reordered = true;
    const close = this.#format.indexOf("]", this.#at + 1);
    if (close < 0 || this.#format.length - this.#at < 3) {
      this.#goodIndex = false;
      this.#at += 1;
      return;
    }
    const text = this.#format.slice(this.#at + 1, close).join("");
    this.#at = close + 1;
    // An index that is none stands there all the same: what may not stand behind one still may not.
    this.#afterIndex = /^\d+$/.test(text) && Math.floor(Number(text) / 10) <= tooLarge;
    const index = this.#afterIndex ? Number(text) - 1 : -1;
    if (index >= 0 && index < this.#arguments.length) this.#next = index;
    else this.#goodIndex = false;
  }

  #number(): number | null {
    const start = this.#at;
    while (/^\d$/.test(this.#format[this.#at] ?? "")) this.#at += 1;
    if (start === this.#at) return null;
    const value = Number(this.#format.slice(start, this.#at).join(""));
    // Go looks before it takes the last digit.
    if (Math.floor(value / 10) <= tooLarge) return value;
    this.#at = this.#format.length;
    return null;
  }

  #surplus(): string {
    if (this.#reordered || this.#next >= this.#arguments.length) return "";
    const rest = this.#arguments
      .slice(this.#next)
      .map((argument) => `${typeName(argument)}=${formatArgument(argument, "v", { ...noFlags })}`);
    return `%!(EXTRA ${rest.join(", ")})`;
  }
}
