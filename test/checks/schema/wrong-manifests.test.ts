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

test.each(wrongManifests)("in %s, %j written as %j is found as %s", async (file, from, to, rule, words) => {
  const original = readFileSync(`${folder}/${file}.yaml`, "utf8");
  expect(original).toContain(from);
  const text = preparedFor(rule, words, original.replace(from, to));

  const findings = await judge(text);

  const line = text.split("\n").findIndex((row) => row.endsWith("# !")) + 1;
  const found = findings.filter((finding) => finding.rule === rule && finding.message.includes(words));
  expect(
    found.map((finding) => finding.severity),
    JSON.stringify(findings, null, 1),
  ).toEqual(["error"]);
  if (line > 0) expect(found[0]?.line).toBe(line);
});

/** The one mistake that needs two edits. */
function preparedFor(rule: string, words: string, text: string): string {
  return rule === "one-of" && words.includes("Recreate") ? text.replace("type: RollingUpdate", "type: Recreate") : text;
}

test("the table holds at least sixty mistakes in a dozen kinds", () => {
  expect(wrongManifests.length).toBeGreaterThanOrEqual(60);
  expect(new Set(wrongManifests.map(([file]) => file)).size).toBeGreaterThanOrEqual(12);
});
