import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Definition = { readonly required: readonly string[]; readonly properties: Record<string, string> };
type Kind = { readonly definition: string; readonly namespaced: boolean };
export type Release = {
  readonly minor: number;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly kinds: ReadonlyMap<string, Kind>;
};

/** What one release of the client knows of Kubernetes; `generated` is its folder `dist/gen`. */
export function readRelease(minor: number, generated: string): Release {
  const models = join(generated, "models");
  const definitions = new Map<string, Definition>();
  for (const file of readdirSync(models).toSorted()) {
    const [, name] = /^([A-Z]\w*)\.js$/.exec(file) ?? [];
    const text = readFileSync(join(models, file), "utf8");
    const [, table] = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text) ?? [];
    if (name === undefined || table === undefined || !isOf(minor, text)) continue;
    definitions.set(name, readDefinition(JSON.parse(table), readFileSync(join(models, `${name}.d.ts`), "utf8")));
  }
  return { minor, definitions, kinds: readKinds(join(generated, "apis"), definitions) };
}

/** The client's folders still hold files that were generated for earlier releases and dropped since. */
function isOf(minor: number, text: string): boolean {
  const [, found] = /OpenAPI spec version: (?:v|release-)1\.(\d+)/.exec(text) ?? [];
  return Number(found) === minor;
}

type Attribute = { readonly name: string; readonly baseName: string; readonly type: string; readonly format: string };

function readDefinition(attributes: readonly Attribute[], declaration: string): Definition {
  const properties: Record<string, string> = {};
  const required: string[] = [];
  for (const { name, baseName, type, format } of attributes) {
    properties[baseName] = shortType(type, format);
    if (new RegExp(`^    '${name}': `, "m").test(declaration)) required.push(baseName);
  }
  return { required, properties };
}

/** `Array<T>` → `T[]`, a map of T → `T{}`, and JSON Schema's own words for the simple types. */
function shortType(type: string, format: string): string {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item !== undefined) return `${shortType(item, format)}[]`;
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value !== undefined) return `${shortType(value, format)}{}`;
  if (type === "IntOrString") return "int-or-string";
  if (type === "Date" || type === "V1MicroTime") return "date-time";
  if (type === "number") return format === "" || format === "double" ? "number" : format;
  if (type === "string") return format === "" ? "string" : format;
  return type;
}

/** Whatever can be created by a request to a collection: its group, version, kind and scope. */
function readKinds(apis: string, definitions: ReadonlyMap<string, Definition>): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const file of readdirSync(apis).toSorted()) {
    if (!file.endsWith("Api.js")) continue;
    const text = readFileSync(join(apis, file), "utf8");
    for (const [, body = ""] of text.matchAll(/\n {4}async create\w+\(([\s\S]*?)(?=\n {4}async )/g)) {
      const [, path = ""] = /localVarPath = '([^']*)'/.exec(body) ?? [];
      const [, definition] = /serialize\(body, "(\w+)"/.exec(body) ?? [];
      const [, group = "", rest = ""] = /^\/apis?\/((?:[^/]+\/)?v\d\w*)\/(.*)$/.exec(path) ?? [];
      const plain = rest.replace("namespaces/{namespace}/", "");
      if (definition === undefined || plain === "" || plain.includes("/")) continue;
      if (!definitions.has(definition)) continue;
      if (!definitions.has(definition)) continue;
      const [, kind = definition] = /^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(\w+)$/.exec(definition) ?? [];
      kinds.set(`${group}/${kind}`, { definition, namespaced: rest !== plain });
    }
  }
  return kinds;
}
