import { Ajv } from "ajv";
import { expect, expectTypeOf, test } from "vitest";
import { type Static, Type } from "../../src/domain/json-schema.ts";

const schema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    kind: Type.Enum(["calm", "busy"]),
    version: Type.Literal(1),
    note: Type.Union([Type.String(), Type.Null()]),
    labels: Type.Record(Type.String({ pattern: "^[a-z]+$" }), Type.Integer()),
    on: Type.Optional(Type.Array(Type.Boolean(), { maxItems: 2 })),
    more: Type.Optional(Type.Unsafe<"this" | "that">({ enum: ["this", "that"] })),
  },
  { additionalProperties: false },
);

const whole = { name: "web", kind: "busy", version: 1, note: null, labels: { a: 1 }, on: [true], more: "this" };

test("what a schema says is JSON Schema, and nothing but", () => {
  expect(JSON.parse(JSON.stringify(schema))).toEqual({
    type: "object",
    required: ["name", "kind", "version", "note", "labels"],
    properties: {
      name: { type: "string", minLength: 1 },
      kind: { enum: ["calm", "busy"] },
      version: { type: "number", const: 1 },
      note: { anyOf: [{ type: "string" }, { type: "null" }] },
      labels: { type: "object", patternProperties: { "^[a-z]+$": { type: "integer" } } },
      on: { type: "array", items: { type: "boolean" }, maxItems: 2 },
      more: { enum: ["this", "that"] },
    },
    additionalProperties: false,
  });
  expect(JSON.stringify(Type.Object({ a: Type.Optional(Type.Unknown({ default: 1 })) }))).toBe(
    '{"type":"object","properties":{"a":{"default":1}}}',
  );
});

test.each([
  [whole, true],
  [{ ...whole, name: "" }, false],
  [{ ...whole, kind: "wild" }, false],
  [{ ...whole, version: 2 }, false],
  [{ ...whole, note: 1 }, false],
  [{ ...whole, labels: { a: "1" } }, false],
  [{ ...whole, on: [true, true, true] }, false],
  [{ ...whole, more: "other" }, false],
  [{ ...whole, unknown: 1 }, false],
  [{ name: "web", kind: "calm", version: 1, note: "", labels: {} }, true],
  [{ kind: "calm", version: 1, note: "", labels: {} }, false],
])("a validator takes it as it stands: %j", (value, fits) => {
  expect(new Ajv({ strict: true, allowUnionTypes: true }).validate(schema, value)).toBe(fits);
});

test("the compiler knows what fits", () => {
  expectTypeOf<Static<typeof schema>>().toEqualTypeOf<{
    name: string;
    kind: "calm" | "busy";
    version: 1;
    note: string | null;
    labels: Record<string, number>;
    on?: boolean[];
    more?: "this" | "that";
  }>();
});
