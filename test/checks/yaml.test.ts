import { expect, test } from "vitest";
import { yaml } from "../../src/checks/yaml.ts";
import { findingsOf, noPorts, scopeOf, told } from "./scope.ts";

async function judge(files: Readonly<Record<string, string | Uint8Array>>) {
  return told(await yaml.check(scopeOf(files), undefined, noPorts));
}

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

test.each([
  ["a mapping that is not closed", "a: {b: 1\nc: 2\n", 2, "syntax"],
  ["a tab for indentation", "a:\n  b: 1\n\tc: 2\n", 3, "syntax"],
  ["a key that is written twice", "a: 1\nb:\n  c: 1\n  c: 2\n", 4, "duplicate-key"],
  ["an alias without an anchor", "a: 1\nb: *nothing\n", 2, "unknown-anchor"],
  ["a mistake in the second document", "a: 1\n---\nb: 1\nb: 2\n", 4, "duplicate-key"],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0, 0x3a, 0, 0x20, 0, 0x31, 0]), 1, "encoding"],
  ["a NUL", "a: \u0000\n", 1, "encoding"],
  ["bytes that are not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]), 1, "encoding"],
] as const)("%s is found on its line", async (_what, content, line, rule) => {
  expect(await judge({ "dir/a.yaml": content })).toEqual([`dir/a.yaml:${line} error ${rule}`]);
});

test.each(["*071717", "!!int x071717", "071717", "071_717", ".inf # 071717"])(
  "no finding repeats what stands in a Secret: %s",
  async (value) => {
    const files = { "s.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  pin: ${value}\n` };

    const findings = findingsOf(await yaml.check(scopeOf(files), undefined, noPorts));

    expect(findings).toMatchObject([{ line: 5 }]);
    expect(JSON.stringify(findings)).not.toMatch(/071|717|29647/);
  },
);

test("an alias bomb is refused and costs nothing", async () => {
  const rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let index = 1; index < 12; index += 1) {
    rows.push(`a${index}: &a${index} [${Array.from({ length: 10 }, () => `*a${index - 1}`).join(", ")}]`);
  }

  expect(await judge({ "bomb.yaml": rows.join("\n") })).toEqual([
    expect.stringMatching(/^bomb\.yaml:\d+ error alias-bomb$/),
  ]);
});

test("a byte order mark is read over", async () => {
  expect(await judge({ "a.yaml": new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x3a, 0x20, 0x31]) })).toEqual([]);
});

test("JSON is judged too, and files with comments by custom are not", async () => {
  expect(await judge({ "a.json": '{"a": 1, "a": 2}', "tsconfig.json": "{ // why\n}" })).toEqual([
    "a.json:1 error duplicate-key",
  ]);
});

test("templates of a chart are no YAML, the same folder without a chart is", async () => {
  const template = "a: {{ .Values.a }}\nb: {{- if x }}\n";

  expect(
    await judge({
      "web/Chart.yaml": "name: web\n",
      "web/templates/deep/a.yaml": template,
      "web/values.yaml": "a: 1\n",
    }),
  ).toEqual([]);
  expect(await judge({ "web/templates/a.yaml": template })).not.toEqual([]);
});

test("words and numbers that Kubernetes reads otherwise are a notice in manifests", async () => {
  const text = `${configMap}spec:\n  country: no\n  mode: 0644\n  version: 0777\n  amount: 1_000\n  quoted: "yes"\n  plain: nope\n`;

  const findings = findingsOf(
    await yaml.check(scopeOf({ "a.yaml": text, "ci.yaml": "on: push\n" }), undefined, noPorts),
  );

  expect(findings.map(({ line, severity, message }) => [line, severity, message.split(";")[0]])).toEqual([
    [6, "notice", "Kubernetes reads no as the boolean false"],
    [8, "notice", "Kubernetes reads 0777 as the octal number 511"],
    [9, "notice", "Kubernetes reads 1_000 as the number 1000"],
  ]);
});

test("the check can be lowered and switched off", async () => {
  const scope = scopeOf({ "a.yaml": "a: 1\na: 2\n" });

  expect(told(await yaml.check(scope, "warn", noPorts))).toEqual(["a.yaml:2 warning duplicate-key"]);
  expect(told(await yaml.check(scope, false, noPorts))).toEqual([]);
});
