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
  'trace("note")',
  "cast_array({2, 1})",
  "cast_array([2, 1])",
  "cast_array(input.unicode)",
  "cast_set([1, 1])",
  "cast_set({1})",
  "cast_set(input)",
  'cast_string("a")',
  "cast_string(input.list)",
  "cast_boolean(false)",
  "cast_boolean(input.list)",
  "cast_null(null)",
  "cast_null(input.list)",
  'cast_object({"a": {1}})',
  "cast_object(input.list)",
  'json.patch({"a": {"b": 1}}, [{"op": "add", "path": "/a/c", "value": 2}])',
  'json.patch({"a": [1, 2]}, [{"op": "add", "path": "/a/1", "value": "x"}, {"op": "add", "path": "a/-", "value": "y"}])',
  'json.patch({"a": [1, 2]}, [{"op": "add", "path": "/a/3", "value": "x"}])',
  'json.patch({"a": [1, 2]}, [{"op": "add", "path": "/a/01", "value": "x"}])',
  'json.patch({"a": 1}, [{"op": "add", "path": "/b/c", "value": 1}])',
  'json.patch({"a": 1}, [{"op": "add", "path": "", "value": [1]}])',
  'json.patch({"a": 1, "b": 2}, [{"op": "remove", "path": "/a"}])',
  'json.patch({"a": 1}, [{"op": "remove", "path": "/x"}])',
  'json.patch([1, 2, 3], [{"op": "remove", "path": "/1"}, {"op": "remove", "path": [1]}])',
  'json.patch([1, 2, 3], [{"op": "remove", "path": "/-"}])',
  'json.patch([1, 2, 3], [{"op": "remove", "path": "/-1"}])',
  'json.patch({"a": [1, 2]}, [{"op": "replace", "path": "/a/0", "value": {"x": 1.10}}])',
  'json.patch({"a": 1}, [{"op": "replace", "path": "/b", "value": 1}])',
  'json.patch({"a": 1}, [{"op": "replace", "path": "", "value": 2}])',
  'json.patch({"a": {"b": 1}}, [{"op": "move", "from": "/a/b", "path": "/c"}])',
  'json.patch({"a": {"b": 1}}, [{"op": "copy", "from": "/a", "path": "/a/c"}])',
  'json.patch({"a": 1}, [{"op": "copy", "from": "/x", "path": "/y"}])',
  'json.patch({"a": 1}, [{"op": "copy", "from": "", "path": "/y"}])',
  'json.patch({"a": [1, {"b": 2}]}, [{"op": "test", "path": "/a/1", "value": {"b": 2}}, {"op": "remove", "path": "/a/0"}])',
  'json.patch({"a": 1}, [{"op": "test", "path": "/a", "value": 2}])',
  'json.patch({"a/b": 1, "~": 2}, [{"op": "remove", "path": "/a~1b"}, {"op": "replace", "path": "/~0", "value": 3}])',
  'json.patch({"a": {1, 2}}, [{"op": "add", "path": ["a", 3], "value": 3}, {"op": "remove", "path": ["a", 1]}])',
  'json.patch({"a": {[1, 2], "x"}}, [{"op": "add", "path": ["a", [1, 2], 0], "value": 0}]) == {"a": {[0, 1, 2], "x"}}',
  'json.patch({"a": 1}, [{"op": "add", "path": "/b"}])',
  'json.patch({"a": 1}, [{"op": "jump", "path": "/b"}])',
  'json.patch({"a": 1}, [])',
  'json.patch("x", [{"op": "add", "path": "/b", "value": 1}])',
  'net.cidr_expand("192.168.1.9/30")',
  'net.cidr_expand("10.0.0.1/32")',
  'net.cidr_expand("2001:db8::fe/126")',
  'net.cidr_expand("::/126")',
  'net.cidr_expand("10.0.0/30")',
  'net.cidr_merge(["192.0.128.0/24", "192.0.129.0/24"])',
  'net.cidr_merge(["192.0.128.0/24", "192.0.130.0/24"])',
  'net.cidr_merge({"10.0.0.0/8", "10.1.0.0/16", "11.0.0.0/8"})',
  'net.cidr_merge(["10.0.0.0/9", "10.128.0.0/10", "10.192.0.0/11"])',
  'net.cidr_merge(["2001:db8::/33", "2001:db8:8000::/33", "10.0.0.0/24"])',
  'net.cidr_merge(["10.0.0.0/24", "10.0.0.0/24"])',
  "net.cidr_merge([])",
  'net.cidr_merge(["x"])',
  'net.cidr_contains_matches("1.1.1.0/24", "1.1.1.128")',
  'net.cidr_contains_matches(["1.1.0.0/16", "2.2.0.0/16"], ["1.1.1.1", "2.2.2.0/24", "3.3.3.3"])',
  'net.cidr_contains_matches({["1.1.0.0/16", "x"], "2.2.0.0/16"}, {"k": "1.1.1.1", "l": ["2.2.2.2"]})',
  'net.cidr_contains_matches("::/0", "1.1.1.1")',
  'net.cidr_contains_matches("1.1.1.0/24", "x")',
  "time.add_date(1709210096000000001, 1, 0, 0)",
  "time.add_date(1706659200000000000, 0, 1, 0)",
  "time.add_date(1706659200000000000, -3, -14, 400)",
  "time.add_date(1706659200000000000, 400, 0, 0)",
  "time.diff(1709210096000000000, 1706659200000000000)",
  "time.diff(1706659200000000000, 1709210096000000000)",
  "time.diff(1709210096999999999, 1709210097000000000)",
  'time.diff([1735689599000000000, "UTC"], 1735689600000000000)',
  "time.diff(1738368000000000000, 1740787199000000000)",
  "time.format(1709210096123456000)",
  "time.format(1709210096000000000)",
  "time.format(-1)",
  'time.format([1709210096000000000, "UTC"])',
  'time.format([1709210096123000000, "UTC", "RFC1123Z"])',
  'time.format([1709210096123000000, "", "2006-01-02 03:04:05.000000 PM Jan January Mon Monday _2 002 __2 06 1 2 3 4 5 pm"])',
  'time.format([1704103440000000000, "UTC", "_2006 Janx Month .999x ,99 .00 15:4 -07 -0700 -07:00 Z0700 -070000 MST Z07:00:00 2"])',
  'time.format([1704103440120000000, "UTC", ".999 ,99 .0000000000 .0001 05.00x"])',
  'time.format([1704103440000000000, "UTC", "UnixDate"])',
  'time.parse_ns("2006-01-02", "2024-02-29")',
  'time.parse_ns("2006-01-02", "2023-02-29")',
  'time.parse_ns("2006-01-02T15:04:05Z07:00", "2024-02-29T1:02:03,5+01:30")',
  'time.parse_ns("02 Jan 2006 15:04", "29 feb 2024 23:59")',
  'time.parse_ns("January 02, 2006", "March 01, 1999")',
  'time.parse_ns("RFC3339", "2024-02-29T12:34:56.123456789123Z")',
  'time.parse_ns("2006-01-02 15:04:05 -0700", "2024-02-29 12:34:56 -0800")',
  'time.parse_ns("2006-01-02", "24-02-29")',
  'time.parse_ns("2006-01-02", "2024-02-29 ")',
  'time.parse_ns("2006-01-02 15:04", "2024-02-29 24:00")',
  'time.parse_ns("2006", "0001")',
  'time.parse_rfc3339_ns("2024-02-29T12:34:56z")',
  'time.parse_rfc3339_ns("2024-02-30T12:34:56Z")',
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
  "sort({3, 1, 2, 10, 7, 5})",
  'json.marshal({"a": [1, {2}]})',
  'split("a.b", ".")',
  'to_number("1.5")',
  "walk_count",
  "time_sum",
];

const input = { numbers: { big: 123456789012345680000, small: 1e-7 }, list: [1], unicode: "ä€😀" };

test.skipIf(opaPath === undefined)("every built-in function of the host says what OPA says", async () => {
  const rules = expressions.map(
    (expression, index) => `deny[{"msg": "${index}", "value": x}] { x := listed(${expression}) }`,
  );
  const text = [
    "package main",
    "walk_count := count([1 | walk(input, [_, _])])",
    // The members of a set have an order only where JSON gives them one.
    "listed(x) = sort([one | one := x[_]]) { is_set(x) }",
    "listed(x) = x { not is_set(x) }",
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
