import fc from "fast-check";
import { expect, test } from "vitest";
import { reportAsJunit } from "../../../src/cli/policy/report-junit.ts";
import type { TestedFolder } from "../../../src/cli/policy/test-report.ts";
import type { PolicyTest } from "../../../src/ports/policies.ts";

const passed: PolicyTest = {
  package: "acme.owner_test",
  name: "test_a",
  path: "policies/owner_test.rego",
  line: 3,
  outcome: "passed",
  error: null,
  milliseconds: 1.5,
};

const folder = (more: Partial<TestedFolder>): TestedFolder => ({
  name: "policies",
  tests: [],
  problems: [],
  coverage: null,
  ...more,
});

test("a suite for each folder counts its tests, and says why one failed and what did not load", () => {
  const tests: PolicyTest[] = [
    passed,
    { ...passed, name: "test_b", outcome: "failed", error: 'it is <odd> & "quoted"' },
    { ...passed, name: "test_c", outcome: "failed" },
    { ...passed, name: "test_d", outcome: "skipped" },
  ];
  const problems = [{ path: "more/a.rego", line: 2, message: "no package" }];

  const xml = reportAsJunit({ folders: [folder({ tests }), folder({ name: "more", problems })], threshold: undefined });

  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fairlead policy test" tests="5" failures="2" errors="1" skipped="1" time="0.006">
  <testsuite name="policies" tests="4" failures="2" errors="0" skipped="1" time="0.006">
    <testcase classname="acme.owner_test" name="test_a" file="policies/owner_test.rego" line="3" time="0.002"/>
    <testcase classname="acme.owner_test" name="test_b" file="policies/owner_test.rego" line="3" time="0.002"><failure message="it is &lt;odd&gt; &amp; &quot;quoted&quot;">policies/owner_test.rego:3: it is &lt;odd&gt; &amp; &quot;quoted&quot;</failure></testcase>
    <testcase classname="acme.owner_test" name="test_c" file="policies/owner_test.rego" line="3" time="0.002"><failure message="it is not true">policies/owner_test.rego:3: it is not true</failure></testcase>
    <testcase classname="acme.owner_test" name="test_d" file="policies/owner_test.rego" line="3" time="0.002"><skipped/></testcase>
  </testsuite>
  <testsuite name="more" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase classname="more/a.rego" name="loads" file="more/a.rego" line="2" time="0.000"><error message="no package"/></testcase>
  </testsuite>
</testsuites>
`);
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("]]>", "</failure>", "\u0000", "\ud800", "\uffff", "&#0;", "<!--", "\r\n\t", "'\""),
);

test("whatever a test says, the XML is well formed and says it again", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText, anyText)), anyText, (rows, name) => {
      const tests = rows.map(
        ([one, path, error]): PolicyTest => ({ ...passed, name: one, path, outcome: "failed", error }),
      );

      const xml = reportAsJunit({ folders: [folder({ name, tests })], threshold: undefined });

      const elements = parseXml(xml);
      expect(elements.filter(([tag]) => tag === "testcase").map(([, { name: one, file }]) => [one, file])).toEqual(
        rows.map(([one, path]) => [asXml(one), asXml(path)]),
      );
      expect(elements.filter(([tag]) => tag === "failure").map(([, { message }]) => message)).toEqual(
        rows.map(([, , error]) => asXml(error)),
      );
    }),
  );
});

/** What XML 1.0 can say at all: the rest is replaced. */
function asXml(text: string): string {
  return [...text.toWellFormed()]
    .map((character) => (isXml(character.codePointAt(0) ?? 0) ? character : "\uFFFD"))
    .join("");
}

function isXml(code: number): boolean {
  return code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xfffe) || code > 0xffff;
}

type Element = readonly [name: string, attributes: Readonly<Record<string, string>>];

/** A strict reader of what such reports are made of; anything else throws. */
function parseXml(xml: string): readonly Element[] {
  const open: string[] = [];
  const found: Element[] = [];
  const [prolog = "", body = ""] = /^(<\?xml version="1\.0" encoding="UTF-8"\?>\n)([\s\S]*)$/.exec(xml)?.slice(1) ?? [];
  expect(prolog).not.toBe("");
  for (const character of body) expect(isXml(character.codePointAt(0) ?? 0)).toBe(true);
  let rest = body;
  while (rest !== "") {
    const text = /^[^<]+/.exec(rest)?.[0];
    const tag = /^<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/.exec(rest);
    if (text !== undefined) decoded(text);
    else if (tag === null) throw new Error(`no markup: ${rest.slice(0, 40)}`);
    else if (tag[1] === "/") expect(open.pop()).toBe(tag[2]);
    else {
      const pairs = [...(tag[3] ?? "").matchAll(/ ([a-z]+)="([^"]*)"/g)];
      found.push([tag[2] ?? "", Object.fromEntries(pairs.map(([, key, value]) => [key, decoded(value ?? "")]))]);
      if (tag[4] !== "/") open.push(tag[2] ?? "");
    }
    rest = rest.slice((text ?? tag?.[0] ?? "").length);
  }
  expect(open).toEqual([]);
  return found;
}

const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos|#\d+);)|\]\]>/);
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (names[name] ?? "") : String.fromCodePoint(Number(code)),
  );
}
