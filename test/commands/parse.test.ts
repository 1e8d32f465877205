import fc from "fast-check";
import { expect, test } from "vitest";
import type { Option } from "../../src/commands/command.ts";
import { parseArguments, parseCommands } from "../../src/commands/parse.ts";

const names = new Set(["plan", "help"]);

const options: readonly Option[] = [
  { long: "project", short: "p", takes: "list" },
  { long: "env", short: "e", takes: "list" },
  { long: "reason", takes: "text" },
  { long: "now", takes: "flag" },
];

const found = (body: string) => parseCommands(body, names).map(({ name, rest }) => `${name} ${rest}`.trim());

test.each([
  ["/plan", ["plan"]],
  ["/PLAN -e prod", ["plan -e prod"]],
  ["Thanks!\n/plan\nand\r\n/help plan", ["plan", "help plan"]],
  ["/fairlead plan -e prod", ["plan -e prod"]],
  ["/fairlead", ["help"]],
  ["/fairlead --help", ["help"]],
  ["/fairlead plna", ["null"]],
])("%j asks for %j", (body, commands) => {
  expect(found(body)).toEqual(commands);
});

test.each([
  "please /plan",
  " /plan",
  "/planning",
  "/plan/ner",
  "/deploy prod",
  "/constructor",
  "/plan.",
  "> /plan",
  "> quoted\n/plan",
  "    /plan",
  "```\n/plan\n```",
  "~~~\n```\n/plan\n~~~",
  "````\n```\n/plan\n````",
  "```\n/plan",
  "`/plan`",
  "`begun\n/plan\nended`",
  "``a ` b\n/plan\n``",
  "<!-- a\n/plan\n-->",
  "<pre>\n/plan\n</pre>",
])("%j asks for nothing", (body) => {
  expect(found(body)).toEqual([]);
});

test.each(["> quoted\n\n/plan", "```\ncode\n```\n/plan", "a lone ` tick\n/plan", "<!-- a -->\n/plan", "`a` b\n/plan"])(
  "what is hidden or quoted ends, and %j asks for a plan",
  (body) => {
    expect(found(body)).toEqual(["plan"]);
  },
);

test("a line that begins inside a code span is hidden, and the next one is not", () => {
  expect(found("a `b\n/plan` c\n/help")).toEqual(["help"]);
});

test("a comment full of backticks of every length costs no more than its size", () => {
  const ticks = Array.from({ length: 350 }, (_, index) => "`".repeat(index + 1)).join(" ");

  expect(found(`${ticks}\n\n/plan`)).toEqual(["plan"]);
});

test("nothing inside a longer fence is a command, whatever it holds", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("/plan", "```", "> x", "`", "<!--", "-->", "", "text")), (inside) => {
      expect(found(["`````", ...inside, "`````"].join("\n"))).toEqual([]);
    }),
  );
});

test("no text makes the parsers throw, and no command is found that does not start its line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(found(` ${text.replace(/[\r\n]/g, " ")}`)).toEqual([]);
      found(text);
      parseArguments(text, options);
    }),
  );
});

test.each([
  ["-p web -p 'db*' --env dev,prod", [], { project: ["web", "db*"], env: ["dev", "prod"] }],
  ["--env=prod now", ["now"], { env: ["prod"] }],
  ["—env prod –e “dev” ―now", [], { env: ["prod", "dev"], now: [""] }],
  ['--reason "two words"', [], { reason: ["two words"] }],
  ["--reason=“two words”", [], { reason: ["two words"] }],
  ['"--now"', ["--now"], {}],
])("%j is words %j and options %j", (text, words, wanted) => {
  const parsed = parseArguments(text, options);

  expect(parsed.ok && { words: parsed.words, options: Object.fromEntries(parsed.options) }).toEqual({
    words,
    options: wanted,
  });
});

test.each([
  ["--enviroment prod", "There is no option --enviroment."],
  ["--env", "The option --env takes a value."],
  ["--now=yes", "The option --now takes no value."],
  ['--reason "open', "A quote is opened and not closed."],
  ["--constructor x", "There is no option --constructor."],
])("%j is refused: %s", (text, problem) => {
  expect(parseArguments(text, options)).toEqual({ ok: false, problem });
});
