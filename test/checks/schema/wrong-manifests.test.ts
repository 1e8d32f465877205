import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schema } from "../../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";
import { wrongManifests } from "./wrong-manifests.ts";

const folder = "test/fixtures/manifests";

async function judge(text: string) {
  return findingsOf(await schema.check(scopeOf({ "app.yaml": text }), undefined, noPorts));
}

test.each(readdirSync(folder))("%s as it stands is clean", async (file) => {
  expect(await judge(readFileSync(`${folder}/${file}`, "utf8"))).toEqual([]);
});

test.each(wrongManifests)(
  "in $file, $from written as $to is found as $rule",
  async ({ file, from, to, rule, words }) => {
    const original = readFileSync(`${folder}/${file}.yaml`, "utf8");
    expect(original).toContain(from);
    const text = original.replace(from, () => to);

    const findings = await judge(text);

    const line = text.split("\n").findIndex((row) => row.endsWith("# !")) + 1;
    expect(line, "the line to be found is marked").toBeGreaterThan(0);
    const found = findings.filter((finding) => finding.rule === rule && finding.message.includes(words));
    expect(
      found.map((finding) => [finding.line, finding.severity]),
      JSON.stringify(findings, null, 1),
    ).toEqual([[line, "error"]]);
  },
);

test("the corpus holds at least three hundred mistakes in thirty manifests of many kinds", () => {
  expect(wrongManifests.length).toBeGreaterThanOrEqual(300);
  expect(new Set(wrongManifests.map(({ file }) => file)).size).toBeGreaterThanOrEqual(30);
});
