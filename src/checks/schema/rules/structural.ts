import { isJsonArray, isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { nearest } from "../../../domain/nearest.ts";
import { messageOf } from "../../../errors.ts";
import { compilePattern, misfitsOf } from "../misfits.ts";
import type { Problem } from "../problem.ts";
import { shapeOf } from "../shape.ts";
import { assertionProblems } from "./schema-assertions.ts";
import { listProblems } from "./schema-lists.ts";
import { at, missing, type Path, words } from "./schema-place.ts";

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
  // That any field may be there is said twice with true, and refused is only what contradicts the properties.
  const { properties, additionalProperties: others = true } = schema;
  const both = isJsonObject(properties) && Object.keys(properties).length > 0 && others !== true;
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
      // The API server takes it, and no value can be right then.
      const told = at([...path, least], low, "range", `it is more than ${most}, which is ${high}`);
      problems.push({ ...told, severity: "warning" });
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
