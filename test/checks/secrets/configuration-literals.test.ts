import { expect, test } from "vitest";
import { hideLiterals, secretLiterals } from "../../../src/checks/secrets/configuration-literals.ts";
import type { JsonObject } from "../../../src/domain/json.ts";

const value = "correct-horse-battery";

test.each<[string, JsonObject, string | undefined]>([
  ["an argument", { provider: { x: [{ password: value }] } }, "/provider/x/0/password"],
  ["a list", { api_keys: [value] }, "/api_keys/0"],
  ["a map", { resource: { a: { b: [{ env: { DB_PASSWORD: value } }] } } }, "/resource/a/b/0/env/DB_PASSWORD"],
  [
    "the default of a variable called so",
    { variable: { db_password: [{ default: value }] } },
    "/variable/db_password/0/default",
  ],
  [
    "the default of a sensitive one, in JSON",
    { variable: { x: { sensitive: true, default: value } } },
    "/variable/x/default",
  ],
  [
    "a secret of a secret store",
    { resource: { a: { b: [{ secret_string: value }] } } },
    "/resource/a/b/0/secret_string",
  ],
  ["the description of a variable", { variable: { db_password: [{ description: value }] } }, undefined],
  ["an expression", { password: `\${var.x}-${value}` }, undefined],
  ["a name", { secret_name: value }, undefined],
])("%s is hidden where it is secret", (_, configuration, pointer) => {
  expect(secretLiterals(configuration).map((each) => each.pointer)).toEqual(pointer === undefined ? [] : [pointer]);
  expect(JSON.stringify(hideLiterals(configuration, "masked")).includes(value)).toBe(pointer === undefined);
});

test("a placeholder is told and stays", () => {
  const configuration = { password: "changeme" };

  expect(secretLiterals(configuration).map(({ literal }) => literal)).toEqual(["placeholder"]);
  expect(hideLiterals(configuration, "masked")).toEqual(configuration);
});
