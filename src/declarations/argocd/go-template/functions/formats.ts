import { RE2JS } from "re2js";
import { stringify } from "yaml";
import { canonicalJson, isJsonArray, isJsonObject, type Json } from "../../../../domain/json.ts";
import { messageOf } from "../../../../errors.ts";
import { readDocumentText } from "../../../../sources/documents.ts";
import { fromJson, TemplateProblem, toJson, type Value } from "../value.ts";
import { int, type TemplateFunction, taking, text } from "./arguments.ts";

/** YAML, JSON and regular expressions (Go's, which take linear time). */
export const formats: Readonly<Record<string, TemplateFunction>> = {
  toYaml: taking(1, ([value]) => toYaml(toJson(value))),
  fromYaml: taking(1, ([value]) => parsed(text(value), isJsonObject, "a mapping") ?? {}),
  fromYamlArray: taking(1, ([value]) => parsed(text(value), isJsonArray, "a list") ?? []),
  toJson: taking(1, ([value]) => escaped(canonicalJson(toJson(value)))),
  toRawJson: taking(1, ([value]) => canonicalJson(toJson(value))),
  toPrettyJson: taking(1, ([value]) => escaped(JSON.stringify(JSON.parse(canonicalJson(toJson(value))), null, 2))),
  fromJson: taking(1, ([value]) => parseJson(text(value))),
  regexMatch: taking(2, ([pattern, value]) => compile(pattern).matcher(text(value)).find()),
  regexFind: taking(2, ([pattern, value]) => findAll(pattern, value)[0] ?? ""),
  regexFindAll: taking(3, ([pattern, value, count]) => {
    const found = findAll(pattern, value);
    return int(count) < 0 ? found : found.slice(0, int(count));
  }),
  regexReplaceAll: taking(3, ([pattern, value, by]) =>
    compile(pattern)
      .matcher(text(value))
      .replaceAll(goReplacement(text(by))),
  ),
  regexReplaceAllLiteral: taking(3, ([pattern, value, by]) =>
    compile(pattern).matcher(text(value)).replaceAll(text(by).replaceAll(/[\\$]/g, "\\$&")),
  ),
};

function toYaml(json: Json): string {
  // Version 1.1 quotes what Kubernetes' YAML would take for something else, such as `yes`.
  return stringify(json, { version: "1.1", sortMapEntries: true, indentSeq: false, lineWidth: 0 }).replace(/\n$/, "");
}

function parsed<Wanted extends Json>(
  source: string,
  isWanted: (value: Json | undefined) => value is Wanted,
  called: string,
): Value {
  const { documents, problems } = readDocumentText(source);
  const [problem] = problems;
  if (problem !== undefined)
    throw new TemplateProblem(`The template reads text as YAML that is none: ${problem.message}`);
  const [document] = documents;
  if (document === undefined || document.object === null) return null;
  if (!isWanted(document.object)) throw new TemplateProblem(`The template reads YAML that is not ${called}`);
  return fromJson(document.object);
}

function parseJson(source: string): Value {
  try {
    const value: Json = JSON.parse(source);
    return fromJson(value);
  } catch {
    throw new TemplateProblem("The template reads text as JSON that is none");
  }
}

/** Go's encoder makes JSON safe for HTML. */
function escaped(json: string): string {
  return json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

function compile(pattern: Value): RE2JS {
  try {
    return RE2JS.compile(text(pattern));
  } catch (error) {
    if (error instanceof TemplateProblem) throw error;
    throw new TemplateProblem(`The template has a pattern that Go refuses: ${messageOf(error)}`);
  }
}

function findAll(pattern: Value, value: Value): readonly string[] {
  const matcher = compile(pattern).matcher(text(value));
  const found: string[] = [];
  while (matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

/** Go's `$1` and `${1}` mean the longest name that can be read; only numbers are taken here. */
function goReplacement(by: string): string {
  return by
    .replaceAll("\\", "\\\\")
    .replaceAll(/\$(\$|\{(\w+)\}|(\w+)|)/g, (_, all: string, braced?: string, bare?: string) => {
      if (all === "$") return "\\$";
      const name = braced ?? bare ?? "";
      if (!/^\d$/.test(name)) throw new TemplateProblem(`The template replaces by $${all}, which is not evaluated`);
      return `$${name}`;
    });
}
