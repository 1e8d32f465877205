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

test("nothing in a report reaches the terminal as a code", () => {
  fc.assert(
    fc.property(hostileReport, (hostile) => {
      expect(renderText(hostile, { colours: false })).not.toMatch(/(?!\n|\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 300 },
  );
});
