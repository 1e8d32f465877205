import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { readDocumentText } from "../../sources/documents.ts";
import { parametersIn } from "./annotations.ts";

/** The parameters that METADATA in these files declares, with their defaults, by the id of the rule: what tests see. */
export function defaultParameters(rego: ReadonlyMap<string, string>): JsonObject {
  const declared = [...rego.values()].flatMap((text) => customIn(text));
  return Object.fromEntries(
    declared.flatMap(({ id, parameters }) => {
      const values = parametersIn(parameters).map((one) => [one.name, one.default] as const);
      return typeof id === "string" && values.length > 0 ? [[id, Object.fromEntries(values)]] : [];
    }),
  );
}

/** `custom` of every METADATA block. What is no YAML there, OPA itself tells with its line. */
function customIn(text: string): readonly JsonObject[] {
  if (!text.includes("parameters:")) return [];
  const blocks = [...text.matchAll(/^# METADATA *\n((?:#.*\n)+)/gm)].map(([, lines = ""]) => lines);
  return blocks.flatMap((lines) => {
    const { documents } = readDocumentText(lines.replaceAll(/^# ?/gm, ""));
    const [block] = documents.map(({ object }) => object);
    return isJsonObject(block) && isJsonObject(block.custom) ? [block.custom] : [];
  });
}
