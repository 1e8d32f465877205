/**
 * JSON Schemas as values of which the compiler knows what fits them: one schema validates, documents and types. Only
 * what our own schemas use; every check reads all of them before it begins, so this is small.
 */

/** Nothing has this key: it tells the compiler what fits. */
declare const fits: unique symbol;

/** Marks a property that may be absent. A symbol is no keyword: validators and `JSON.stringify` pass over it. */
const optional: unique symbol = Symbol("optional");

/** A JSON Schema, and the type of what fits it. */
export type Schema<Fits = unknown> = { readonly [keyword: string]: unknown; readonly [fits]?: Fits };

/** The type of what fits a schema, defaults filled in. */
export type Static<Given> = Given extends { readonly [fits]?: infer Fits } ? Fits : never;

type ObjectSchema<Properties extends Schemas> = Schema<FitsProperties<Properties>> & {
  readonly properties: Properties;
};

type Schemas = Readonly<Record<string, Schema>>;

type Optional = { readonly [optional]: true };

type OptionalKey<Properties> = {
  [Key in keyof Properties]: Properties[Key] extends Optional ? Key : never;
}[keyof Properties];

type FitsProperties<Properties> = Flat<
  { [Key in Exclude<keyof Properties, OptionalKey<Properties>>]: Static<Properties[Key]> } & {
    [Key in OptionalKey<Properties>]?: Static<Properties[Key]>;
  }
>;

type Flat<Of> = { -readonly [Key in keyof Of]: Of[Key] };

/** Further keywords, such as `description`, `default` and `minLength`. */
type Keywords = Readonly<Record<string, unknown>>;

type Scalar = string | number | boolean;

/** One function for each form of schema; each takes further keywords last. */
export const Type = {
  String: (keywords: Keywords = {}): Schema<string> => ({ type: "string", ...keywords }),
  Integer: (keywords: Keywords = {}): Schema<number> => ({ type: "integer", ...keywords }),
  Boolean: (keywords: Keywords = {}): Schema<boolean> => ({ type: "boolean", ...keywords }),
  Null: (keywords: Keywords = {}): Schema<null> => ({ type: "null", ...keywords }),
  /** Anything. */
  Unknown: (keywords: Keywords = {}): Schema => ({ ...keywords }),
  /** This one value. */
  Literal: <const Value extends Scalar>(value: Value, keywords: Keywords = {}): Schema<Value> => ({
    type: typeof value,
    const: value,
    ...keywords,
  }),
  /** One of these values. */
  Enum: <const Value extends Scalar>(values: readonly Value[], keywords: Keywords = {}): Schema<Value> => ({
    enum: values,
    ...keywords,
  }),
  /** What fits any of these. */
  Union: <const Given extends readonly Schema[]>(
    schemas: Given,
    keywords: Keywords = {},
  ): Schema<Static<Given[number]>> => ({ anyOf: schemas, ...keywords }),
  Array: <Element extends Schema>(element: Element, keywords: Keywords = {}): Schema<Static<Element>[]> => ({
    type: "array",
    items: element,
    ...keywords,
  }),
  /** A map whose keys fit `key`. */
  Record: <Value extends Schema>(
    key: Schema<string>,
    value: Value,
    keywords: Keywords = {},
  ): Schema<Record<string, Static<Value>>> => ({
    type: "object",
    patternProperties: { [String(key.pattern ?? "^.*$")]: value },
    ...keywords,
  }),
  /** A map with these keys; each is required unless it is `Type.Optional`. */
  Object: <Properties extends Schemas>(properties: Properties, keywords: Keywords = {}): ObjectSchema<Properties> => {
    const required = Object.keys(properties).filter((key) => !isOptional(properties[key]));
    return { type: "object", ...(required.length > 0 && { required }), properties, ...keywords };
  },
  /** A property that may be absent. */
  Optional: <Given extends Schema>(schema: Given): Given & Optional => ({ ...schema, [optional]: true }),
  /** Keywords as they stand, where the compiler is told what fits them. */
  Unsafe: <Fits>(keywords: Keywords): Schema<Fits> => keywords,
};

function isOptional(schema: Schema | undefined): boolean {
  return schema !== undefined && optional in schema;
}
