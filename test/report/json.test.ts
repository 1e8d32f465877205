import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { reportSchema } from "../../src/report/json-schema.ts";
import { hostileReport } from "./hostile.ts";
import { largeReport } from "./large.ts";
import { stories } from "./stories.ts";

const published: unknown = JSON.parse(readFileSync("docs/report.schema.json", "utf8"));

const isReport = new Ajv({ allErrors: true, strict: true }).compile(
  typeof published === "object" && published !== null ? published : {},
);

function expectValid(text: string): void {
  const value: unknown = JSON.parse(text);
  isReport(value);
  expect(isReport.errors ?? []).toEqual([]);
}

test("the published schema is the code's: `npm run generate` writes it", () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(reportSchema)));
});

test.each(Object.entries(stories))("the story %s is valid", (_, story) => {
  expectValid(renderJson(story));
});

test("every report is valid", () => {
  fc.assert(
    fc.property(fc.oneof(hostileReport, largeReport(50)), (any) => {
      expectValid(renderJson(any));
    }),
    { numRuns: 200 },
  );
});

test("the schema refuses what is not promised", () => {
  const value: unknown = JSON.parse(renderJson(stories.good));

  expect(isReport({ ...Object(value), extra: 1 })).toBe(false);
  expect(isReport({ ...Object(value), conclusion: "neutral" })).toBe(false);
});

test("a bad change reads as its golden file", async () => {
  await expect(renderJson(stories.bad)).toMatchFileSnapshot("./json/bad.json");
});

test("an application that could not be judged says why, and plans nothing", () => {
  const [application] = JSON.parse(renderJson(stories.errored)).applications;

  expect(application).toMatchObject({ status: "errored", planned: false, changes: [] });
  expect(application.reason).toContain("remote bases are not fetched");
});
