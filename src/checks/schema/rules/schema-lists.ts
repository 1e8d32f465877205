import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Problem } from "../problem.ts";
import { at, missing, type Path } from "./schema-place.ts";

const nested: ReadonlySet<Json | undefined> = new Set(["array", "object"]);

/** Lists that are sets or maps say what tells their items apart. */
export function listProblems(schema: JsonObject, path: Path): Problem[] {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"];
  const items = isJsonObject(schema.items) ? schema.items : {};
  const problems: Problem[] = [];
  const typeAt = [...path, "x-kubernetes-list-type"];
  if (schema.type === "array" && schema.items === undefined)
    problems.push(missing(path, "items", "a list says what its items are"));
  if (type === undefined && keys === undefined) return problems;
  if (type !== undefined && type !== "atomic" && type !== "set" && type !== "map") {
    return [...problems, at(typeAt, type, "allowed-value", "allowed is atomic, set or map")];
  }
  if (schema.type !== "array") problems.push(at(typeAt, type, "structural", "it is of lists"));
  if (keys !== undefined && type !== "map") {
    problems.push(
      at(
        [...path, "x-kubernetes-list-map-keys"],
        undefined,
        "structural",
        "it is of lists whose x-kubernetes-list-type is map",
      ),
    );
  }
  if (type === "map") problems.push(...mapProblems(isJsonArray(keys) ? keys.map(String) : [], items, path));
  if (type === "set" && items.type === "object" && items["x-kubernetes-map-type"] !== "atomic") {
    problems.push(
      at(typeAt, type, "structural", "the items of a set are atomic: give them x-kubernetes-map-type: atomic"),
    );
  }
  if (type === "set" && items.type === "array" && items["x-kubernetes-list-type"] !== "atomic") {
    problems.push(
      at(typeAt, type, "structural", "the items of a set are atomic: give them x-kubernetes-list-type: atomic"),
    );
  }
  return problems;
}

function mapProblems(keys: readonly string[], items: JsonObject, path: Path): Problem[] {
  if (keys.length === 0)
    return [missing(path, "x-kubernetes-list-map-keys", "a list that is a map says by which fields")];
  const fields = isJsonObject(items.properties) ? items.properties : {};
  const required = isJsonArray(items.required) ? items.required : [];
  return keys.flatMap((key, index) => {
    const place = [...path, "x-kubernetes-list-map-keys", index];
    const field = fields[key];
    if (!isJsonObject(field)) return [at(place, key, "structural", "its items have no such property")];
    if (nested.has(field.type))
      return [at(place, key, "structural", "the fields that tell items apart are texts, numbers or booleans")];
    if (required.includes(key) || field.default !== undefined) return [];
    return [at(place, key, "structural", "a field that tells items apart is required, or has a default")];
  });
}
