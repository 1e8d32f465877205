/** The part of JSON Schema that GitHub's description uses. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

type Source = { readonly schemas: { readonly [name: string]: Schema }; readonly origin: string };

type Fields = { readonly [name: string]: unknown };

/** The value with every required field of the schema; nothing that is stated is changed. */
export function completed(schema: Schema, value: unknown, source: Source, name = ""): unknown {
  const own = dereferenced(schema, source);
  const branches = own.anyOf ?? own.oneOf;
  if (value === undefined) return fallback(own, source, name);
  if (branches) value = completed(chosen(branches, value, source), value, source, name);
  for (const part of own.allOf ?? []) value = completed(part, value, source, name);
  if (Array.isArray(value)) {
    const { items } = own;
    return items ? value.map((entry) => completed(items, entry, source, name)) : value;
  }
  return isFields(value) ? completedFields(own, value, source) : value;
}

function completedFields(schema: Schema, value: Fields, source: Source): Fields {
  const result: { [name: string]: unknown } = { ...value };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (result[name] === undefined && !schema.required?.includes(name)) delete result[name];
    else result[name] = completed(property, result[name], source, name);
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties === "object") {
    for (const [name, entry] of Object.entries(result)) {
      if (!schema.properties?.[name]) result[name] = completed(additionalProperties, entry, source, name);
    }
  }
  return result;
}

/** The branch whose type and fixed values the stated fields do not contradict. */
function chosen(branches: readonly Schema[], value: unknown, source: Source): Schema {
  return branches.find((branch) => fits(branch, value, source)) ?? {};
}

function fits(schema: Schema, value: unknown, source: Source): boolean {
  const own = dereferenced(schema, source);
  if (own.const !== undefined && own.const !== value) return false;
  if (own.enum && !own.enum.includes(value)) return false;
  if (own.type && ![own.type].flat().includes(typeOf(value))) {
    if (!(typeOf(value) === "integer" && [own.type].flat().includes("number"))) return false;
  }
  if (own.allOf && !own.allOf.every((part) => fits(part, value, source))) return false;
  const branches = own.anyOf ?? own.oneOf;
  if (branches && !branches.some((branch) => fits(branch, value, source))) return false;
  if (Array.isArray(value)) return value.every((entry) => !own.items || fits(own.items, entry, source));
  if (!isFields(value)) return true;
  return Object.entries(own.properties ?? {}).every(
    ([name, property]) => value[name] === undefined || fits(property, value[name], source),
  );
}

function fallback(schema: Schema, source: Source, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  const types = [schema.type ?? []].flat();
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (types.includes("null") || branches.some((branch) => branch.type === "null")) return null;
  if (schema.enum) return schema.enum[0];
  const [branch] = branches;
  if (branch) return completed(branch, undefined, source, name);
  if (types.includes("object") || schema.properties || schema.allOf) return completed(schema, {}, source, name);
  if (types.includes("array")) return [];
  if (types.includes("boolean")) return false;
  if (types.includes("integer") || types.includes("number")) return schema.minimum ?? 0;
  return types.includes("string") ? fallbackText(schema, source.origin, name) : null;
}

function fallbackText({ format }: Schema, origin: string, name: string): string {
  if (format === "date-time" || name.endsWith("_at")) return "2026-01-01T00:00:00Z";
  if (format === "uri" || name === "url" || name.endsWith("_url") || name === "href") return `${origin}/unlisted/${name}`;
  if (format === "email") return "nobody@example.invalid";
  if (name === "node_id") return "Tk9ORQ==";
  if (name.endsWith("sha")) return "0".repeat(40);
  return "";
}

function dereferenced(schema: Schema, source: Source): Schema {
  if (schema.$ref === undefined) return schema;
  const found = source.schemas[schema.$ref.replace("#/schemas/", "")];
  if (found === undefined) throw new Error(`The cut description lacks ${schema.$ref}.`);
  return dereferenced(found, source);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
