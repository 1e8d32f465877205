/*
 * How Kubernetes reads a YAML scalar. sigs.k8s.io/yaml keeps go-yaml v2's rules, which are YAML 1.1's
 * with exceptions; test/sources/scalar.test.ts compares them with what kubectl makes of the same text.
 */

/** What a scalar means, or why Kubernetes cannot read it. A key's value may be written again as text. */
type ScalarReading =
  | { readonly ok: true; readonly value: null | boolean | number | string }
  | { readonly ok: false; readonly reason: string };

const words: ReadonlyMap<string, null | boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

/** Characters that a word or a number can start with; every other scalar is text, and most are. */
const special = /^[-+.0-9yYnNtTfFoO~]/;
const notNumbers = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const standardTag = /^(?:!!|tag:yaml\.org,2002:)/;

/** A plain scalar without a tag. */
export function readPlain(text: string): ScalarReading {
  if (text === "") return { ok: true, value: null };
  if (!special.test(text)) return { ok: true, value: text };
  const word = words.get(text);
  if (word !== undefined) return { ok: true, value: word };
  if (notNumbers.test(text)) return { ok: false, reason: "This is a number that JSON cannot hold; put it in quotes" };
  return { ok: true, value: readNumber(text.replaceAll("_", "")) ?? text };
}

/** A scalar with a tag, as written: `!!str`, `!<tag:yaml.org,2002:int>`, `!mine`. */
export function readTagged(tag: string, text: string, plain: boolean): ScalarReading {
  const name = tag.replace(/^!<(.*)>$/, "$1");
  if (!standardTag.test(name)) return { ok: true, value: text };
  const type = name.replace(standardTag, "");
  if (type === "str" || type === "timestamp") return { ok: true, value: text };
  if (type === "binary") return readBinary(text);
  const reading =
    plain || ["int", "float", "bool", "null"].includes(type) ? readPlain(text) : { ok: true as const, value: text };
  if (!reading.ok || fits(type, reading.value)) return reading;
  return { ok: false, reason: `What stands here is not a ${tag}` };
}

function fits(type: string, value: null | boolean | number | string): boolean {
  if (type === "int") return typeof value === "number" && Number.isInteger(value);
  if (type === "float") return typeof value === "number";
  if (type === "bool") return typeof value === "boolean";
  if (type === "null") return value === null;
  return true;
}

function readNumber(text: string): number | undefined {
  if (integer.test(text)) return readInteger(text);
  if (!float.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** `0777` and `0o777` are octal; a float pattern such as `08` never comes here. */
function readInteger(text: string): number {
  const digits = text.replace(/^[-+]/, "");
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = Number(octal);
  return text.startsWith("-") && value !== 0 ? -value : value;
}

function readBinary(text: string): ScalarReading {
  const compact = text.replaceAll(/\s/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    return { ok: false, reason: "!!binary does not hold base64" };
  }
  return { ok: true, value: Buffer.from(compact, "base64").toString("utf8") };
}
