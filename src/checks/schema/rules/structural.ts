import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { messageOf } from "../../../errors.ts";
import { compilePattern, misfitsOf } from "../misfits.ts";
import { nearest } from "../nearest.ts";
import { type Problem, pointerOf } from "../problem.ts";
import { shapeOf } from "../shape.ts";

type Path = readonly (string | number)[];

/**
 * Why the API server would refuse a custom resource's schema: it must be structural, and what Kubernetes adds to
 * OpenAPI stands where it means something (k8s.io/apiextensions-apiserver, pkg/apiserver/schema/validation.go and
 * pkg/apis/apiextensions/validation).
 */
export function structuralProblems(schema: JsonObject, path: Path): Problem[] {
  const root: Problem[] = [];
  if (schema.type !== "object") {
    root.push(
      at(
        [...path, "type"],
        schema.type,
        "structural",
        "the type at the root of a custom resource's schema must be object",
      ),
    );
  }
  if (schema.nullable === true)
    root.push(at([...path, "nullable"], true, "structural", "the root of a schema may not be nullable"));
  return [
    ...root,
    ...metadataProblems(schema, path),
    ...nodeProblems(schema, path, { typed: schema.type === "object" }),
  ];
}

/** Under metadata only the name can be restricted. */
function metadataProblems({ properties }: JsonObject, path: Path): Problem[] {
  const metadata = isJsonObject(properties) ? properties.metadata : undefined;
  if (!isJsonObject(metadata) || !isJsonObject(metadata.properties)) return [];
  return Object.keys(metadata.properties)
    .filter((name) => name !== "name" && name !== "generateName")
    .map((name) => ({
      pointer: pointerOf([...path, "properties", "metadata", "properties", name]),
      rule: "structural",
      message: `${words([...path, "properties", "metadata", "properties", name])} may not be there: of metadata only name and generateName can be restricted.`,
    }));
}

function nodeProblems(schema: JsonObject, path: Path, { typed = true } = {}): Problem[] {
  return [
    ...(typed ? typeProblems(schema, path) : []),
    ...forbiddenProblems(schema, path),
    ...extensionProblems(schema, path),
    ...listProblems(schema, path),
    ...valueProblems(schema, path),
    ...assertionProblems(schema, path),
    ...childProblems(schema, path),
  ];
}

const types = ["array", "boolean", "integer", "number", "object", "string"];

function typeProblems(schema: JsonObject, path: Path): Problem[] {
  const { type } = schema;
  const anything = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (type === undefined || type === "") return [];
    return [at([...path, "type"], type, "structural", "beside x-kubernetes-int-or-string there is no type")];
  }
  if (type === undefined || type === "") {
    return anything ? [] : [missing([...path], "type", "every field of a structural schema has a type")];
  }
  if (typeof type !== "string" || types.includes(type)) return [];
  const close = nearest(type, types);
  return [
    at(
      [...path, "type"],
      type,
      "allowed-value",
      `allowed is ${types.join(", ")}${close ? `; did you mean ${close}?` : ""}`,
    ),
  ];
}

/** Of JSON Schema, what Kubernetes does not take. */
const forbidden = ["$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties"] as const;

function forbiddenProblems(schema: JsonObject, path: Path): Problem[] {
  const found = forbidden
    .filter((name) => schema[name] !== undefined)
    .map((name) => ({
      pointer: pointerOf([...path, name]),
      rule: "structural",
      message: `${words([...path, name])} may not be there: Kubernetes takes no ${name} in a custom resource's schema.`,
    }));
  const both = isJsonObject(schema.properties) && schema.additionalProperties !== undefined;
  return [
    ...found,
    ...(both
      ? [
          at(
            [...path, "additionalProperties"],
            undefined,
            "structural",
            "properties and additionalProperties exclude each other",
          ),
        ]
      : []),
    ...(schema.additionalProperties === false
      ? [
          at(
            [...path, "additionalProperties"],
            false,
            "structural",
            "it may not be false: fields that are not listed are dropped anyway",
          ),
        ]
      : []),
    ...(schema.uniqueItems === true
      ? [at([...path, "uniqueItems"], true, "structural", "it may not be true; use x-kubernetes-list-type: set")]
      : []),
    ...(isJsonArray(schema.items)
      ? [at([...path, "items"], undefined, "structural", "it is one schema for all items, and no list")]
      : []),
  ];
}

function extensionProblems(schema: JsonObject, path: Path): Problem[] {
  const problems: Problem[] = [];
  const preserve = schema["x-kubernetes-preserve-unknown-fields"];
  if (preserve === false) {
    problems.push(
      at([...path, "x-kubernetes-preserve-unknown-fields"], false, "structural", "it may be true, or absent"),
    );
  }
  if (schema["x-kubernetes-embedded-resource"] === true) {
    const holds = isJsonObject(schema.properties) || preserve === true;
    if (schema.type !== "object")
      problems.push(missing(path, "type: object", "x-kubernetes-embedded-resource is of objects"));
    if (!holds) {
      problems.push(
        missing(
          path,
          "properties",
          "an embedded resource lists its properties, or has x-kubernetes-preserve-unknown-fields",
        ),
      );
    }
  }
  const map = schema["x-kubernetes-map-type"];
  if (map !== undefined && map !== "atomic" && map !== "granular") {
    problems.push(at([...path, "x-kubernetes-map-type"], map, "allowed-value", "allowed is atomic or granular"));
  }
  if (map !== undefined && schema.type !== "object") {
    problems.push(at([...path, "x-kubernetes-map-type"], map, "structural", "it is of objects"));
  }
  return problems;
}

const scalars: ReadonlySet<Json | undefined> = new Set(["string", "integer", "number", "boolean"]);

function listProblems(schema: JsonObject, path: Path): Problem[] {
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
    if (!scalars.has(field.type))
      return [at(place, key, "structural", "the fields that tell items apart are texts, numbers or booleans")];
    if (required.includes(key) || field.default !== undefined) return [];
    return [at(place, key, "structural", "a field that tells items apart is required, or has a default")];
  });
}

function valueProblems(schema: JsonObject, path: Path): Problem[] {
  const problems: Problem[] = [];
  if (typeof schema.pattern === "string") {
    const wrong = wrongPattern(schema.pattern);
    if (wrong !== undefined)
      problems.push(at([...path, "pattern"], schema.pattern, "format", `Go cannot read it: ${wrong}`));
  }
  if (isJsonArray(schema.required) && isJsonObject(schema.properties)) {
    const { properties } = schema;
    const names = Object.keys(properties);
    for (const [index, name] of schema.required.entries()) {
      // The API server takes it; no object can be right then, as it drops the field.
      if (
        typeof name !== "string" ||
        properties[name] !== undefined ||
        schema["x-kubernetes-preserve-unknown-fields"] === true
      )
        continue;
      const close = nearest(name, names);
      const hint = close === undefined ? "" : `; did you mean ${close}?`;
      const told = at([...path, "required", index], name, "structural", `there is no such property${hint}`);
      problems.push({ ...told, severity: "warning" });
    }
  }
  if (schema.default !== undefined && !fitsItself(schema)) {
    problems.push(
      at([...path, "default"], schema.default, "structural", "the default is not what the schema itself allows"),
    );
  }
  for (const [least, most] of limitPairs) {
    const [low, high] = [schema[least], schema[most]];
    if (typeof low === "number" && typeof high === "number" && low > high) {
      problems.push(at([...path, least], low, "range", `it is more than ${most}, which is ${high}`));
    }
  }
  return problems;
}

const limitPairs = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;

function wrongPattern(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function fitsItself(schema: JsonObject): boolean {
  try {
    return misfitsOf(shapeOf(schema, "structural"), schema.default ?? null).length === 0;
  } catch {
    // A pattern that is none is told where it stands.
    return true;
  }
}

/** Beside what the schema specifies, allOf and its like only assert. */
const specifying = ["type", "default", "additionalProperties", "nullable", "description", "title"] as const;

function assertionProblems(schema: JsonObject, path: Path): Problem[] {
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

function childProblems(schema: JsonObject, path: Path): Problem[] {
  const fields = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const inner = fields.flatMap(([name, field]) =>
    isJsonObject(field) ? nodeProblems(field, [...path, "properties", name]) : [],
  );
  const others = (["items", "additionalProperties"] as const).flatMap((name) => {
    const child = schema[name];
    return isJsonObject(child) ? nodeProblems(child, [...path, name]) : [];
  });
  return [...inner, ...others];
}

function at(path: Path, value: Json | undefined, rule: string, why: string): Problem {
  const is = value === undefined || typeof value === "object" ? "" : ` is ${JSON.stringify(value)}`;
  return { pointer: pointerOf(path), rule, message: `${words(path)}${is === "" ? ":" : `${is};`} ${why}.` };
}

function missing(path: Path, field: string, why: string): Problem {
  return { pointer: pointerOf(path), rule: "structural", message: `${words(path)}.${field} is missing: ${why}.` };
}

/** Short, and enough to find it: the fields themselves, without what stands between them. */
function words(path: Path): string {
  const from = path.indexOf("openAPIV3Schema");
  const parts = path
    .slice(from + 1)
    .filter((part, index, all) => part !== "properties" || all[index - 1] === "properties");
  return ["openAPIV3Schema", ...parts].join(".");
}
