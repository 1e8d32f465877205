import { expect, test } from "vitest";
import { oneOf, parseOptions } from "../../src/cli/options.ts";
import { UsageError } from "../../src/cli/verb.ts";

const options = {
  base: { type: "string" },
  all: { type: "boolean" },
  environment: { type: "string", multiple: true },
} as const;

test("options are read, repeated ones into a list", () => {
  const values = parseOptions(["--base=a", "--environment", "dev", "--environment=prod", "--all"], options);

  expect({ ...values }).toEqual({ base: "a", all: true, environment: ["dev", "prod"] });
});

test.each([
  [["--bse", "x"], "There is no option --bse; did you mean --base?"],
  [["--nothing-like-it"], "There is no option --nothing-like-it."],
  [["-x"], "There is no option -x."],
  [["main"], '"main" stands where an option was expected.'],
  [["--base"], "--base needs a value after it."],
  [["--base", "--all"], "--base needs a value after it."],
  [["--all=yes"], "--all takes no value."],
])("%j is refused in one sentence", (args, message) => {
  expect(() => parseOptions(args, options)).toThrow(new UsageError(message));
});

test("a choice that does not exist names those that do", () => {
  expect(oneOf("--format", "json", ["text", "json"])).toBe("json");
  expect(() => oneOf("--format", "xml", ["text", "json"])).toThrow(
    new UsageError('--format "xml" is not known: it is one of text, json.'),
  );
});
