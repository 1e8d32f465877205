import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formats } from "../../../src/checks/schema/formats.ts";
import { misfitsOf } from "../../../src/checks/schema/misfits.ts";
import { resourceShape, shapeOf } from "../../../src/checks/schema/shape.ts";
import type { Json, JsonObject } from "../../../src/domain/json.ts";

function keywords(schema: JsonObject, value: Json): string[] {
  const shape = resourceShape({ type: "object", properties: { spec: schema } });
  return misfitsOf(shape, { apiVersion: "a/v1", kind: "A", metadata: {}, spec: value }).map(
    ({ keyword, path }) => `${keyword} ${path.join("/")}`,
  );
}

const list = (type: string, more: JsonObject = {}): JsonObject => ({
  type: "array",
  items: { type: "object", properties: { name: { type: "string" }, port: { type: "integer", default: 80 } } },
  "x-kubernetes-list-type": type,
  ...more,
});

test.each<[string, JsonObject, Json, string[]]>([
  ["a field that is not listed", { type: "object", properties: { a: {} } }, { b: 1 }, ["additionalProperties spec"]],
  ["a field of an object that lists none", { type: "object" }, { b: 1 }, ["additionalProperties spec"]],
  [
    "a field that is preserved",
    { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "object" } } },
    { b: 1, a: { c: 1 } },
    ["additionalProperties spec/a"],
  ],
  ["a number or text", { "x-kubernetes-int-or-string": true }, true, ["type spec"]],
  ["a number or text, the number", { "x-kubernetes-int-or-string": true }, 5, []],
  ["null where it may be", { type: "string", nullable: true }, null, []],
  ["null where it may not be", { type: "string" }, null, ["type spec"]],
  ["null where a default takes its place", { type: "string", default: "a" }, null, []],
  ["more than 64 bits", { type: "integer" }, 2 ** 63, ["type spec"]],
  ["more than 32 bits", { type: "integer", format: "int32" }, 2 ** 31, ["type spec"]],
  [
    "null where something is needed",
    { type: "object", required: ["a"], properties: { a: { type: "string" } } },
    { a: null },
    ["type spec/a"],
  ],
  [
    "null where it may be and something is needed",
    { type: "object", required: ["a"], properties: { a: { type: "string", nullable: true } } },
    { a: null },
    [],
  ],
  ["null in a list", { type: "array", items: { type: "string" } }, [null], ["type spec/0"]],
  [
    "a default for what is needed",
    { type: "object", required: ["a"], properties: { a: { type: "string", default: "x" } } },
    {},
    [],
  ],
  [
    "an item twice in a set",
    { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
    ["a", "a"],
    ["duplicate spec/1"],
  ],
  ["an item twice in a list", { type: "array", items: { type: "string" } }, ["a", "a"], []],
  [
    "a key twice in a list that is a map",
    list("map", { "x-kubernetes-list-map-keys": ["name"] }),
    [{ name: "a" }, { name: "a", port: 1 }],
    ["duplicate spec/1"],
  ],
  [
    "a key twice by its default",
    list("map", { "x-kubernetes-list-map-keys": ["name", "port"] }),
    [{ name: "a" }, { name: "a", port: 80 }, { name: "a", port: 81 }],
    ["duplicate spec/1"],
  ],
  [
    "an object of its own without a kind",
    { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
    { apiVersion: "v1" },
    ["required spec"],
  ],
  [
    "too many fields",
    { type: "object", additionalProperties: { type: "string" }, maxProperties: 1 },
    { a: "", b: "" },
    ["maxProperties spec"],
  ],
  ["a character that JavaScript counts twice", { type: "string", maxLength: 1 }, "😀", []],
  [
    "a limit that is not reached itself",
    { type: "integer", minimum: 1, exclusiveMinimum: true },
    1,
    ["exclusiveMinimum spec"],
  ],
  ["a pattern that only Go reads", { type: "string", pattern: "(?i)^a\\z" }, "A", []],
  [
    "one of two, both",
    { type: "object", properties: { a: {}, b: {} }, oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    { a: 1, b: 1 },
    ["oneOf spec"],
  ],
  [
    "one of two, none",
    { type: "object", properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    {},
    ["anyOf spec"],
  ],
  ["what is not allowed", { type: "object", properties: { a: {} }, not: { required: ["a"] } }, { a: 1 }, ["not spec"]],
  ["a format that is a comment", { type: "string", format: "colour" }, "x", []],
])("%s is judged as the API server does", (_what, schema, value, expected) => {
  expect(keywords(schema, value)).toEqual(expected);
});

test.each([
  ["ipv4", "10.0.0.1", "10.0.0.256"],
  ["ipv6", "fe80::1", "10.0.0.1"],
  ["cidr", "10.0.0.0/8", "10.0.0.0/33"],
  ["mac", "00:1b:44:11:3a:b7", "00:1b:44:11:3a"],
  ["uuid", "123e4567e89b12d3a456426614174000", "123e4567"],
  ["uuid4", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  ["duration", "1h30m", "1 fortnight"],
  ["duration", "2 weeks", "week"],
  ["datetime", "2026-01-31T12:00:00Z", "2026-01-32T12:00:00Z"],
  ["date", "2026-02-28", "2026-02-29"],
  ["byte", "YQ==", "YQ="],
  ["email", "Ann <ann@example.com>", "ann"],
  ["hostname", "a.example.com", "a_b.example.com"],
  ["uri", "https://example.com/a", "example"],
  ["isbn13", "978-3-16-148410-0", "978-3-16-148410-1"],
  ["isbn10", "0-306-40615-2", "0-306-40615-3"],
  ["creditcard", "4111111111111111", "4111111111111112"],
  ["hexcolor", "#a1b2c3", "#a1b2"],
  ["rgbcolor", "rgb(1, 2, 255)", "rgb(1, 2, 256)"],
  ["k8s-short-name", "a-b", "a.b"],
  ["k8s-long-name", "a.b", "a_b"],
])("of the format %s, %j fits and %j does not", (format, right, wrong) => {
  expect([formats.get(format)?.(right), formats.get(format)?.(wrong)]).toEqual([true, false]);
});

/** Schemas in which the API server's dialect and JSON Schema mean the same. */
const plain = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonObject>(
      {},
      { type: "string", maxLength: 3 },
      { type: "integer", minimum: 1, maximum: 5 },
      { type: "number", exclusiveMinimum: 0 },
      { type: "boolean" },
      { enum: ["a", 1] },
      { type: "string", pattern: "^a" },
    ),
    tie("schema").map((items): JsonObject => ({ type: "array", items, maxItems: 2 })),
    fc
      .record({ a: tie("schema"), b: tie("schema") })
      .map((properties): JsonObject => ({ type: "object", properties, required: ["a"], additionalProperties: false })),
    tie("schema").map((inner): JsonObject => ({ type: "object", additionalProperties: inner, minProperties: 1 })),
    fc.tuple(tie("schema"), tie("schema")).map((anyOf): JsonObject => ({ anyOf })),
    fc.tuple(tie("schema"), tie("schema")).map((oneOf): JsonObject => ({ oneOf })),
    tie("schema").map((not): JsonObject => ({ not })),
  ),
})).schema;

const withoutNull = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>("a", "b", "abcd", 0, 1, 3, 1.5, true),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

test("where JSON Schema means the same, a value fits exactly when ajv says so", () => {
  const ajv = new Ajv({ strict: false });
  fc.assert(
    fc.property(plain, withoutNull, (schema, value) => {
      expect(misfitsOf(shapeOf(schema, "published"), value).length === 0).toBe(ajv.compile(schema)(value));
    }),
    { numRuns: 400 },
  );
});
