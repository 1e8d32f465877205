import { expect, test } from "vitest";
import { randomLooking } from "../../../src/checks/secrets/entropy.ts";

/** Put together here so that no scanner takes the test for a leak. */
const random = ["q7Zt1XvB", "9sLk2WmR", "4yHd8NcE"].join("");
const hex = ["9f86d081", "884c7d65", "9a2feaa0", "c55ad015"].join("");

test.each([
  ["YAML", `token: ${random}`],
  ["JSON", `{"apiKey": "${random}"}`],
  ["a shell", `export DB_PASSWORD='${random}'`],
  ["TOML", `client_secret = "${random}"`],
  ["a program", `const authToken = "${random}";`],
  ["hexadecimal digits", `SIGNING_KEY: ${hex}`],
])("what looks random under a name that says secret is found in %s", (_, line) => {
  expect(randomLooking(`a: b\n${line}\n`)).toMatchObject([{ line: 2 }]);
});

test.each([
  ["a name that says nothing", `revision: ${random}`],
  ["a digest", `token: sha256:${hex}`],
  ["an id", "client_secret: 123e4567-e89b-12d3-a456-426614174000"],
  ["words", "password: correct-horse-battery-staple"],
  ["a template", "token: ${{ secrets.TOKEN_OF_OURS_1 }}"],
  ["the name of a Secret", "token: shop-database-credentials"],
  ["a host", "auth_token: vault1.example.internal.com"],
  ["an expression", `token = random_password.db1x.result7`],
  ["a public key", `public_key: ${random}`],
])("%s is not", (_, line) => {
  expect(randomLooking(line)).toEqual([]);
});

test("a line of a program's making is passed over, however long", () => {
  expect(randomLooking(`token: ${random}${" ".repeat(3_000)}`)).toEqual([]);
});
