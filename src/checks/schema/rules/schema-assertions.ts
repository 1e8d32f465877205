import { isJsonArray, isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Problem } from "../problem.ts";
import { at, type Path } from "./schema-place.ts";

/** Beside what the schema specifies, allOf and its like only assert. */
const specifying = ["type", "default", "nullable", "description", "title"] as const;

/** What allOf, anyOf, oneOf and not may hold of a schema. */
export function assertionProblems(schema: JsonObject, path: Path): Problem[] {
  const either = schema["x-kubernetes-int-or-string"] === true;
  return assertions(schema).flatMap(({ part, inside }) => insideAssertion(part, schema, [...path, ...inside], either));
}

function assertions(schema: JsonObject): { readonly part: JsonObject; readonly inside: Path }[] {
  const lists = (["allOf", "anyOf", "oneOf"] as const).flatMap((name) => {
    const parts = schema[name];
    return isJsonArray(parts)
      ? parts.flatMap((part, index) => (isJsonObject(part) ? [{ part, inside: [name, index] }] : []))
      : [];
  });
  return isJsonObject(schema.not) ? [...lists, { part: schema.not, inside: ["not"] }] : lists;
}

function insideAssertion(part: JsonObject, specified: JsonObject, path: Path, either: boolean): Problem[] {
  const own = specifying
    .filter((name) => part[name] !== undefined && !(name === "type" && either))
    .map((name) =>
      at(
        [...path, name],
        undefined,
        "structural",
        "it belongs to the schema itself, and may not stand inside allOf, anyOf, oneOf or not",
      ),
    );
  const known = isJsonObject(specified.properties) ? specified.properties : {};
  const fields = isJsonObject(part.properties) ? Object.entries(part.properties) : [];
  const unknown = fields.flatMap(([name, inner]): Problem[] => {
    const place = [...path, "properties", name];
    const outer = known[name];
    if (isJsonObject(outer)) return isJsonObject(inner) ? insideAssertion(inner, outer, place, either) : [];
    if (specified.additionalProperties !== undefined || specified["x-kubernetes-preserve-unknown-fields"] === true)
      return [];
    return [
      at(
        place,
        undefined,
        "structural",
        "what is asserted of a field needs the field among the properties of the schema itself",
      ),
    ];
  });
  const deeper = assertions(part).flatMap((one) =>
    insideAssertion(one.part, specified, [...path, ...one.inside], either),
  );
  return [...own, ...unknown, ...deeper];
}
