import { print, printFloat, printInside } from "../print.ts";
import { isList, isMap, kindOf, TemplateProblem, type Value } from "../value.ts";
import { type TemplateFunction, takingAtLeast, text, within } from "./arguments.ts";

/** Go's own printing functions. */
export const printing: Readonly<Record<string, TemplateFunction>> = {
  print: (given) => sprint(given),
  println: (given) => `${given.map(printInside).join(" ")}\n`,
  printf: takingAtLeast(1, ([format, ...given]) => printf(text(format), given)),
};

/** A space between two arguments of which neither is text. */
function sprint(given: readonly Value[]): string {
  const parts = given.map((value, index) => {
    const before = given[index - 1];
    const apart = index > 0 && typeof value !== "string" && typeof before !== "string";
    return (apart ? " " : "") + printInside(value);
  });
  return parts.join("");
}

const verbs = /%([-+ 0#]*)(\d+)?(?:\.(\d+))?(.)/gsu;

/** The common verbs. What Go answers to a wrong one is `%!d(string=x)`: nobody means that, so it is refused. */
function printf(format: string, given: readonly Value[]): string {
  let used = 0;
  const result = format.replaceAll(
    verbs,
    (_, flags: string, width = "", precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      if (used >= given.length)
        throw new TemplateProblem(`The format ${JSON.stringify(format)} has more verbs than arguments`);
      const value = given[used++];
      const size = within(Number(width || "0"));
      return padded(formatted(verb, value, flags, precision), flags, size, verb);
    },
  );
  if (used < given.length)
    throw new TemplateProblem(`The format ${JSON.stringify(format)} has fewer verbs than arguments`);
  return result;
}

function formatted(verb: string, value: Value, flags: string, precision: string | undefined): string {
  if (flags.includes("#")) throw new TemplateProblem("A format has the flag #, which is not evaluated");
  if (verb === "v" && precision === undefined) return signed(printInside(value), value, flags);
  if (verb === "s" && typeof value === "string")
    return precision === undefined ? value : [...value].slice(0, Number(precision)).join("");
  if (verb === "s" && isTexts(value) && precision === undefined) return print(value);
  if (verb === "q" && typeof value === "string") return goQuote(value);
  if (verb === "d" && typeof value === "bigint") return signed(String(value), value, flags);
  if (verb === "t" && typeof value === "boolean") return String(value);
  if ((verb === "x" || verb === "X") && typeof value === "bigint")
    return verb === "x" ? value.toString(16) : value.toString(16).toUpperCase();
  if (verb === "f" && typeof value === "number")
    return signed(value.toFixed(Math.min(Number(precision ?? "6"), 100)), value, flags);
  if (verb === "g" && typeof value === "number" && precision === undefined)
    return signed(printFloat(value), value, flags);
  throw new TemplateProblem(`A format prints a ${kindOf(value)} by %${verb}, which is not evaluated`);
}

/** `%s` of a list of texts; of anything else in it, Go prints an error. */
function isTexts(value: Value): boolean {
  if (isList(value)) return value.every((one) => typeof one === "string");
  return isMap(value) && Object.values(value).every((one) => typeof one === "string");
}

function signed(printed: string, value: Value, flags: string): string {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (!isNumber || printed.startsWith("-")) return printed;
  if (flags.includes("+")) return `+${printed}`;
  return flags.includes(" ") ? ` ${printed}` : printed;
}

function padded(printed: string, flags: string, width: number, verb: string): string {
  if (flags.includes("-")) return printed.padEnd(width);
  if (!flags.includes("0") || verb === "s" || verb === "q" || verb === "v" || verb === "t")
    return printed.padStart(width);
  const sign = /^[-+ ]/.exec(printed)?.[0] ?? "";
  return sign + printed.slice(sign.length).padStart(width - sign.length, "0");
}

/** Go's `%q`, for what JSON quotes alike. */
export function goQuote(value: string): string {
  const quoted = JSON.stringify(value).replaceAll(/\\u00([01][0-9a-f])/g, (_, code: string) => `\\x${code}`);
  return quoted.replaceAll("\\x0b", "\\v").replaceAll("\\x07", "\\a").replaceAll("\x7f", "\\x7f");
}
