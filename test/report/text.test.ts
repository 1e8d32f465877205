import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderPlanText, renderText } from "../../src/report/text.ts";
import { finding, report } from "./builders.ts";
import { hostileReport } from "./hostile.ts";
import { stories } from "./stories.ts";

const { huge: _, ...readable } = stories;

describe.each(Object.entries(readable))("the story %s", (name, story) => {
  test("reads as its golden file", async () => {
    await expect(renderText(story, { colours: false })).toMatchFileSnapshot(`./text/${name}.txt`);
  });

  test("says the same in colours", () => {
    const coloured = renderText(story, { colours: true });

    expect(coloured).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured)).toBe(renderText(story, { colours: false }));
  });
});

test("the plan alone has no findings", () => {
  const text = renderPlanText(stories.bad, { colours: false });

  expect(text).not.toContain("latest-tag");
  expect(text).toContain("~ update Deployment shop/web");
});

test("findings of a file stand together, their severities in one column", () => {
  const text = renderText(report({ findings: [finding({ line: 7 }), finding({ line: 112, severity: "notice" })] }), {
    colours: false,
  });

  const columns = text.split("\n").flatMap((line) => (line.startsWith("apps/") ? [line.search(/error|notice/)] : []));
  expect(columns.length).toBe(2);
  expect(new Set(columns).size).toBe(1);
});

test("a sentence that is said of many places is written once, with every place below it", () => {
  const findings = [1, 2, 3, 4].map((line) => finding({ line, message: "This is odd." }));
  const text = renderText(report({ findings: [...findings, finding({ line: 5, message: "So is this." })] }), {
    colours: false,
  });

  expect(text.split("This is odd.")).toHaveLength(2);
  expect(text.split("\n").filter((line) => line.startsWith("  also "))).toHaveLength(3);
  expect(text).toContain("So is this.");
});

test("nothing in a report reaches the terminal as a code", () => {
  fc.assert(
    fc.property(hostileReport, (hostile) => {
      expect(renderText(hostile, { colours: false })).not.toMatch(/(?!\n|\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 300 },
  );
});
