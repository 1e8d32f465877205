import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtinNames } from "../../../../src/adapters/opa/builtins/index.ts";
import { createPolicyRunner } from "../../../../src/adapters/opa/runner.ts";
import { canonicalJson, type Json } from "../../../../src/domain/json.ts";
import { localTools, localWorkspaces, opaPath } from "../local-tools.ts";

/** Every function of the host, on values inside and outside its domain. */
const expressions = [
  'sprintf("%v %s %d %q", [{1, 2}, "a", 3, "b"])',
  'sprintf("%v", [{"b": {1}, "a": [true, null, 1.5]}])',
  'sprintf("%d", ["x"])',
  'sprintf("%v %v", [input.numbers.big, input.numbers.small])',
  'sprintf("%v", [10 / 4])',
  'sprintf("%d", [10 / 5])',
  'sprintf("%v", [set()])',
  "sprintf(input.none, [])",
  "sprintf(input.list, input.list)",
  'sprintf("%s", [input.unicode])',
  'sprintf("%v", [{"é": "ß€😀", "quote": "\\""}])',
  "numbers.range_step(1, 10, 3)",
  "numbers.range_step(10, 1, 4)",
  "numbers.range_step(1, 1, 1)",
  "numbers.range_step(1, 3, 0)",
  'crypto.md5("a")',
  'crypto.sha1("ä")',
  'crypto.sha256("")',
  'crypto.hmac.md5("a", "k")',
  'crypto.hmac.sha1("a", "k")',
  'crypto.hmac.sha256("a", "k")',
  'crypto.hmac.sha512("a", "k")',
  'crypto.hmac.equal("a", "a")',
  'crypto.hmac.equal("a", "bb")',
  'base64url.encode_no_pad("a?b>c")',
  'hex.encode("hä")',
  'hex.decode("6869")',
  'hex.decode("zz")',
  'json.is_valid("{\\"a\\": 1}")',
  'json.is_valid("{")',
  'yaml.is_valid("a: 1")',
  'yaml.is_valid("a: [")',
  'yaml.unmarshal("a: 1\\nb: [x, true, null, 1.5]")',
  'yaml.unmarshal("a: [")',
  'yaml.marshal({"b": 1, "a": [true, "x"]})',
  'urlquery.encode("a b&c=d/é!*()\'~")',
  'urlquery.decode("a+b%26c")',
  'urlquery.encode_object({"b": ["1", "2"], "a": "x y"})',
  'urlquery.decode_object("a=1&b=2&a=3")',
  'urlquery.encode_object({"s": {"q", "p"}})',
  'regex.split("[,;]", "a,b;c")',
  'regex.split("(,)", "a,b")',
  'regex.split(",", "")',
  'regex.split("", "abc")',
  'regex.split("(", "abc")',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Go writes a group's number so.
  'regex.replace("foo bar", "(\\\\w+) (\\\\w+)", "$2 ${1}x $1x")',
  'regex.replace("aaa", "a", "b")',
  'regex.replace("A", "(?i)a", "b")',
  'regex.replace("ab", "(?P<x>a)", "<$x>")',
  'regex.replace("a", "[[:alpha:]]", "$$")',
  'regex.find_n("\\\\d+", "a1b22c333", 2)',
  'regex.find_n("\\\\d+", "a1b22c333", -1)',
  'regex.find_n("x", "abc", -1)',
  'regex.template_match("urn:foo:{.*}", "urn:foo:bar:baz", "{", "}")',
  'regex.template_match("urn:foo:{\\\\d+}", "urn:foo:bar", "{", "}")',
  'semver.is_valid("1.2.3-rc.1+x")',
  'semver.is_valid("1.2")',
  "semver.is_valid(1)",
  'semver.compare("1.10.0", "1.9.0")',
  'semver.compare("1.0.0-rc.1", "1.0.0")',
  'semver.compare("1.0.0-rc.2", "1.0.0-rc.10")',
  'semver.compare("1.0.0-a", "1.0.0-1")',
  'semver.compare("1", "2.0.0")',
  'semver.compare("1.0.0-a", "1.0.0-a.b")',
  'strings.any_prefix_match("abc", ["x", "ab"])',
  'strings.any_prefix_match({"abc", "d"}, "d")',
  'strings.any_suffix_match(["abc"], {"c"})',
  'strings.any_suffix_match("abc", "x")',
  'strings.count("banana", "an")',
  'strings.count("abc", "")',
  'strings.count("", "a")',
  'indexof_n("banana", "a")',
  'indexof_n("äbä", "ä")',
  'indexof_n("aaaa", "aa")',
  'indexof_n("abc", "")',
  'glob.quote_meta("*.example.[c]om?{a}")',
  'net.cidr_is_valid("10.0.0.0/8")',
  'net.cidr_is_valid("10.0.0.0/33")',
  'net.cidr_is_valid("::1/128")',
  'net.cidr_is_valid("10.0.0/8")',
  'object.subset({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 2}})',
  'object.subset({"a": 1}, {"a": 2})',
  "object.subset({1, 2, 3}, {2})",
  "object.subset([1, 2, 3], [2, 3])",
  "object.subset([1, 2, 3], [1, 3])",
  "object.subset([1, 2, 3], {1, 3})",
  "object.subset({1}, {1, 2})",
  'object.subset({"a": [1, 2]}, {"a": [1]})',
  'object.subset({"a": {1, 2}}, {"a": {1}})',
  'time.parse_rfc3339_ns("2024-02-29T12:34:56.789Z")',
  'time.parse_rfc3339_ns("2024-02-29T12:34:56+02:00")',
  'time.parse_rfc3339_ns("yesterday")',
  'time.parse_rfc3339_ns("1969-12-31T23:59:59.5Z")',
  'time.parse_duration_ns("1h30m")',
  'time.parse_duration_ns("-1.5s")',
  'time.parse_duration_ns("90")',
  'time.parse_duration_ns("100ms2us3ns")',
  "time.date(1709210096000000000)",
  "time.clock(1709210096000000000)",
  "time.weekday(1709210096000000000)",
  'time.date([1709210096000000000, "UTC"])',
  "time.date(-1)",
  "time.clock(-1)",
  'units.parse("10m")',
  'units.parse("10M")',
  'units.parse("1.5Gi")',
  'units.parse("10K")',
  'units.parse("x")',
  'units.parse("1e3")',
  'units.parse_bytes("10KB")',
  'units.parse_bytes("10KiB")',
  'units.parse_bytes("1.5g")',
  'units.parse_bytes("10 MB")',
  'units.parse_bytes("-5k")',
  'units.parse("")',
  'upper("ß")',
  "format_int(255, 16)",
  'substring("häß", 1, -1)',
  'regex.match("^a+$", "aaa")',
  'glob.match("*.com", ["."], "a.com")',
  'concat(",", ["b", "a"])',
  "sort([3, 1, 2])",
  'json.marshal({"a": [1, {2}]})',
  'split("a.b", ".")',
  'to_number("1.5")',
  "walk_count",
  "time_sum",
];

const input = { numbers: { big: 123456789012345680000, small: 1e-7 }, list: [1], unicode: "ä€😀" };

test.skipIf(opaPath === undefined)("every built-in function of the host says what OPA says", async () => {
  const rules = expressions.map(
    (expression, index) => `deny contains {"msg": "${index}", "value": x} if x := ${expression}`,
  );
  const text = [
    "package main",
    "import rego.v1",
    "walk_count := count([1 | walk(input, [_, _])])",
    "time_sum := sum([1, 2.5])",
    ...rules,
  ].join("\n");
  const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
  const loaded = await runner.load(new Map([["a.rego", text]]), {});
  if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));

  const [said = []] = await loaded.evaluate(["main"], [input], {});
  const ours = new Map(said.map(({ message, metadata }) => [message, metadata.value]));
  const theirs = await askOpa(text);

  const differences = expressions.flatMap((expression, index) => {
    const [mine, wanted] = [ours, theirs].map((answers) => spelling(answers.get(String(index))));
    return mine === wanted ? [] : [`${expression} is ${wanted}, not ${mine}`];
  });
  expect(differences).toEqual([]);
  await runner.close();
});

test("every built-in function of the host is compared", () => {
  const compared = expressions.join(" ");

  expect([...builtinNames].filter((name) => !compared.includes(`${name}(`))).toEqual([]);
});

function spelling(value: unknown): string {
  return value === undefined ? "undefined" : canonicalJson(value as Json);
}

async function askOpa(text: string): Promise<ReadonlyMap<unknown, unknown>> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-test-"));
  await writeFile(join(directory, "a.rego"), text);
  const outcome = await localTools.run(
    "opa",
    ["eval", "--format", "raw", "--data", "a.rego", "--stdin-input", "data.main.deny"],
    {
      directory,
      timeoutMs: 60_000,
      maxOutputBytes: 1e7,
      input: JSON.stringify(input),
    },
  );
  await rm(directory, { recursive: true });
  if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  const denials = JSON.parse(outcome.stdout) as readonly { readonly msg: string; readonly value: unknown }[];
  return new Map(denials.map(({ msg, value }) => [msg, value]));
}
