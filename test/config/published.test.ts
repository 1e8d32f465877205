import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderReference } from "../../scripts/configuration-reference.ts";
import { checks } from "../../src/checks/index.ts";
import { formats } from "../../src/config/formats.ts";
import { defaultConfig, parseConfig } from "../../src/config/parse.ts";
import { publishedSchema } from "../../src/config/published-schema.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../src/domain/json.ts";

const schema = publishedSchema();
const ajv = new Ajv({
  discriminator: true,
  allowUnionTypes: true,
  formats: Object.fromEntries(Object.entries(formats).map(([name, { is }]) => [name, is])),
});

test("the published schema is current; `npm run generate` writes it", () => {
  expect(readFileSync("docs/fairlead.schema.json", "utf8")).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test("the reference is current; `npm run generate` writes it", () => {
  expect(readFileSync("docs/configuration.md", "utf8")).toBe(renderReference(schema));
});

test("every configuration in the documents parses, and editors accept it", () => {
  const documents = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((name) =>
    name.endsWith(".md"),
  );
  const examples = documents.flatMap((name) =>
    [...readFileSync(name, "utf8").matchAll(/^```ya?ml\n(# \.github\/fairlead\.yml\n[\s\S]*?)^```/gm)].map(
      ([, text = ""]) => ({ name, text }),
    ),
  );

  expect(examples.length).toBeGreaterThan(0);
  for (const { name, text } of examples) {
    expect(parseConfig(text), name).toMatchObject({ ok: true });
    expect(ajv.validate(schema, parse(text)), name).toBe(true);
  }
});

test("the published schema accepts what leaves every default away", () => {
  expect(ajv.validate(schema, {})).toBe(true);
  expect(ajv.validate(schema, { environments: [{ name: "a" }], report: {} })).toBe(true);
  expect(ajv.validate(schema, { environments: [{}] })).toBe(false);
});

test("every key is described, and its examples and its default are valid", () => {
  const wrong = properties(schema, "").flatMap(({ path, node }) => [
    ...(typeof node.description === "string" ? [] : [`${path} has no description`]),
    ...(isJsonArray(node.examples) ? node.examples : []).flatMap((example) =>
      ajv.validate(node, example) ? [] : [`${path}: ${JSON.stringify(example)}`],
    ),
    ...(node.default === undefined || ajv.validate(node, node.default) ? [] : [`${path}: its default`]),
  ]);

  expect(wrong).toEqual([]);
});

test("every check has its section, and the defaults of all of them are filled in", () => {
  expect(Object.keys(defaultConfig().checks).toSorted()).toEqual(Object.keys(checks).toSorted());
  for (const [key, { name }] of Object.entries(checks)) expect(name).toBe(key);
});

test("a setting of a check is told like any other", () => {
  expect(parseConfig("checks: {secrets: eror}")).toMatchObject({
    problems: [{ path: "checks.secrets", message: expect.stringContaining("did you mean error?") }],
  });
  expect(parseConfig("checks: {secretss: error}")).toMatchObject({
    problems: [{ message: "checks.secretss: there is no such key; did you mean secrets?" }],
  });
});

/** Every property of the schema, however deep, with its path. */
function properties(node: Json, path: string): { path: string; node: JsonObject }[] {
  if (isJsonArray(node)) return node.flatMap((each) => properties(each, path));
  if (!isJsonObject(node)) return [];
  const own = isJsonObject(node.properties) ? Object.entries(node.properties) : [];
  const inside = ["items", "anyOf", "oneOf", "allOf", "then", "else"].flatMap((key) =>
    properties(node[key] ?? null, path),
  );
  return [
    ...inside,
    ...own.flatMap(([key, each]) => {
      const at = `${path}/${key}`;
      const isTag = isJsonObject(each) && each.const !== undefined && key === "type";
      return isJsonObject(each) ? [...(isTag ? [] : [{ path: at, node: each }]), ...properties(each, at)] : [];
    }),
  ];
}
