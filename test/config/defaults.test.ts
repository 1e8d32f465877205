import { expect, test } from "vitest";
import { parseOperatorConfig } from "../../src/config/operator.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { parseWaivers } from "../../src/config/waivers.ts";

test.each([
  ["the repository's configuration", parseConfig],
  ["the operator's configuration", parseOperatorConfig],
  ["the file of waivers", parseWaivers],
])("%s is the same from no text as from an empty map", (_, parse) => {
  expect(parse("")).toEqual(parse("{}"));
  expect(parse("").ok).toBe(true);
});
