import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderCheckRun } from "../../src/report/check-run.ts";
import { renderComment } from "../../src/report/comment.ts";
import { links, report } from "./builders.ts";
import { hostileReport } from "./hostile.ts";
import { largeReport } from "./large.ts";
import { calls, renderMarkdown } from "./markdown.ts";

/** Everything of ours that is raw HTML. */
const ownTags = ["<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>", "<sub>", "</sub>"];

function codePoints(text: string): number {
  return [...text].length;
}

/** Folds opened and closed in turn, no fence left open, no foreign tag, nobody called, no command at a line's start. */
function expectWellFormed(markdown: string): void {
  const { tags, blocks } = renderMarkdown(markdown);
  let depth = 0;
  for (const tag of tags) {
    expect(ownTags).toContain(tag);
    if (tag === "<details>") depth += 1;
    if (tag === "</details>") depth -= 1;
    expect(depth === 0 || depth === 1).toBe(true);
  }
  expect(depth).toBe(0);
  expect(calls(markdown)).toEqual([]);
  expect(markdown).not.toMatch(/^\/[a-z]/im);
  expect(blocks.at(-1)).not.toBe("fence");
}

describe("hostile texts in every place", () => {
  test("leave the comment well-formed and call nobody", () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        expectWellFormed(renderComment(hostile, links));
      }),
      { numRuns: 200 },
    );
  });

  test("leave the check run well-formed and call nobody", () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const { summary, text, annotations } = renderCheckRun(hostile, links);

        expectWellFormed(summary);
        if (text !== "") expectWellFormed(text);
        for (const { title, message } of annotations) {
          expect(title.length).toBeLessThanOrEqual(255);
          expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64 * 1024);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("reports of any size", () => {
  test("are within what GitHub takes, and whole", () => {
    fc.assert(
      fc.property(largeReport(2_000), (large) => {
        const comment = renderComment(large, links);
        const { title, summary, text, annotations, actions } = renderCheckRun(large, links);

        expect(codePoints(comment)).toBeLessThanOrEqual(65_000);
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(250_000);
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
        expect(title.length).toBeLessThanOrEqual(255);
        expect(annotations.length).toBeLessThanOrEqual(300);
        expect(actions.length).toBeLessThanOrEqual(3);
        for (const markdown of [comment, summary, text].filter(Boolean)) expectWellFormed(markdown);
      }),
      { numRuns: 8 },
    );
  });

  test("name every destructive change and every error, or say loudly how many are left", () => {
    fc.assert(
      fc.property(largeReport(800), (large) => {
        for (const markdown of [renderComment(large, links), renderCheckRun(large, links).summary]) {
          const destructive = sectionOf(markdown, "### Destructive or risky changes");
          const wanted = large.applications
            .flatMap(({ plan }) => (plan.status === "known" ? plan.changes : []))
            .filter(({ action, risks }) => action === "delete" || action === "replace" || risks.length > 0);
          const named = destructive.match(/\*\*(?:Create|Update|Replace|Delete)\*\* /g)?.length ?? 0;
          const left = Number(/\*\*([\d,]+) more destructive/.exec(destructive)?.[1]?.replaceAll(",", "") ?? 0);

          expect(named + left).toBe(wanted.length);
          if (left > 0) expect(destructive).toContain("do not merge before reading them");
          const errors = sectionOf(markdown, "### Errors");
          const wrong = large.findings.filter(({ severity }) => severity === "error").length;
          const leftErrors = Number(/\*\*([\d,]+) more error/.exec(errors)?.[1]?.replaceAll(",", "") ?? 0);
          expect((errors.match(/^- /gm)?.length ?? 0) + leftErrors).toBe(wrong);
        }
      }),
      { numRuns: 8 },
    );
  });

  test.each([1_000, 10_000])("%i destructive changes alone leave a comment that is whole", (count) => {
    const [large] = fc.sample(largeReport(count, { exactly: true, destructive: true }), { numRuns: 1, seed: 7 });
    const comment = renderComment(large ?? report(), links);

    expect(codePoints(comment)).toBeLessThanOrEqual(65_000);
    expect(comment).toContain("do not merge before reading them");
    expectWellFormed(comment);
  });

  test("50,000 changes with long texts are told within limits", () => {
    const [large] = fc.sample(largeReport(50_000, { exactly: true }), { numRuns: 1, seed: 11 });
    const comment = renderComment(large ?? report(), links);
    const { summary, text } = renderCheckRun(large ?? report(), links);

    expect(codePoints(comment)).toBeLessThanOrEqual(65_000);
    expect(codePoints(comment)).toBeGreaterThan(50_000);
    expect(Math.max(Buffer.byteLength(summary), Buffer.byteLength(text))).toBeLessThanOrEqual(65_535);
    for (const markdown of [comment, summary, text]) expectWellFormed(markdown);
  });
});

/** What stands between a heading and the next one. */
function sectionOf(markdown: string, heading: string): string {
  const [, after = ""] = markdown.split(`${heading}\n`);
  return after.split(/^### |^<sub>Head/m)[0] ?? "";
}
