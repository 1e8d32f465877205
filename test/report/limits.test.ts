import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/plan.ts";
import type { ApplicationReport } from "../../src/domain/report.ts";
import { renderCheckRun } from "../../src/report/check-run.ts";
import { renderComment } from "../../src/report/comment.ts";
import { renderReview } from "../../src/report/review.ts";
import { change, links, planned, report, resource } from "./builders.ts";
import { hostileReport, hostileText } from "./hostile.ts";
import { largeReport, spreadReport } from "./large.ts";
import { calls, renderMarkdown } from "./markdown.ts";

/** Everything of ours that is raw HTML. */
const ownTags = [
  "<details>",
  "<details open>",
  "</details>",
  "<summary>",
  "</summary>",
  "<code>",
  "</code>",
  "<sub>",
  "</sub>",
];

function codePoints(text: string): number {
  return [...text].length;
}

/** Folds opened and closed in turn, no fence left open, no foreign tag, nobody called, no command at a line's start. */
function expectWellFormed(markdown: string): void {
  const { tags, blocks, fences } = renderMarkdown(markdown);
  let depth = 0;
  for (const tag of tags) {
    expect(ownTags).toContain(tag);
    if (tag.startsWith("<details")) depth += 1;
    if (tag === "</details>") depth -= 1;
    expect(depth === 0 || depth === 1).toBe(true);
  }
  expect(depth).toBe(0);
  expect(calls(markdown)).toEqual([]);
  expect(markdown).not.toMatch(/^\/[a-z]/im);
  expect(blocks.at(-1)).not.toBe("fence");
  for (const content of fences) expect(content).not.toMatch(/^(?:<\/?details>\n|### [A-Z])/m);
  expectWholeTables(markdown, blocks);
}

/** Every table is read as one, and every row has as many cells as its head. */
function expectWholeTables(markdown: string, blocks: readonly string[]): void {
  const tables = withoutFences(markdown).match(/(?:^\|.*\n?)+/gm) ?? [];
  expect(blocks.filter((kind) => kind === "table_open").length).toBe(tables.length);
  for (const table of tables) {
    const cells = table
      .trimEnd()
      .split("\n")
      .map((row) => row.split("|").length);
    expect(new Set(cells).size).toBe(1);
    expect(cells.length).toBeGreaterThan(2);
  }
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

  test("leave the review well-formed and call nobody", () => {
    fc.assert(
      fc.property(hostileReport, hostileText, (hostile, line) => {
        const applications = ["a", "b"].flatMap((environment) =>
          hostile.applications.map((entry) => ({ ...entry, application: { ...entry.application, environment } })),
        );
        const findings = hostile.findings.map((one) => ({ ...one, fix: { line: one.line, before: "", after: line } }));
        const paths = new Set([
          ...findings.map(({ path }) => path),
          ...applications.map(({ application }) => application.path),
        ]);
        const diff = [...paths].map((path) => ({ path, ranges: [{ first: 1, last: 99 }] }));
        const review = renderReview({ ...hostile, applications, findings }, diff, links);

        for (const body of [review?.body, ...(review?.comments.map((one) => one.body) ?? [])].filter(isText)) {
          expect(codePoints(body)).toBeLessThanOrEqual(65_000);
          expectWellFormed(body);
        }
      }),
      { numRuns: 60 },
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
      fc.property(fc.oneof(largeReport(2_000), spreadReport(2_000)), (large) => {
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
      { numRuns: 10 },
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

  test("destructive changes stand in full beside however many others", () => {
    const severe = Array.from({ length: 20 }, (_, index) =>
      change({
        action: "replace",
        id: resource({ name: `severe-${index}` }),
        fields: Array.from({ length: 12 }, (_, field) => ({
          path: `spec.f${field}`,
          before: index,
          after: field + 100,
        })),
        risks: ["deletes-stateful"],
      }),
    );
    fc.assert(
      fc.property(fc.oneof(largeReport(5_000), spreadReport(5_000)), (large) => {
        const calm = large.applications.map(withoutDanger);
        const full = report({ ...large, findings: [], applications: [planned({ name: "data" }, severe), ...calm] });
        for (const markdown of [renderComment(full, links), renderCheckRun(full, links).summary]) {
          const section = sectionOf(markdown, "### Destructive or risky changes");

          expect(section.match(/^\+ spec\.f11: 111$/gm)?.length).toBe(20);
          expect(section.match(/may be gone for good/g)?.length).toBe(20);
          expect(section).not.toContain("for lack of room");
        }
      }),
      { numRuns: 6 },
    );
  });

  test("twice the changes are looked at about twice as often", () => {
    const looks = (count: number): number => {
      let reads = 0;
      const [large = report()] = fc.sample(largeReport(count, { exactly: true }), { numRuns: 1, seed: 5 });
      for (const { plan } of large.applications) {
        if (plan.status === "known") for (const one of plan.changes) countReads(one, () => (reads += 1));
      }
      renderComment(large, links);
      renderCheckRun(large, links);
      return reads;
    };

    expect(looks(20_000)).toBeLessThan(2.5 * looks(10_000));
  });

  test("the same report gives the same bytes, whatever was rendered in between", () => {
    fc.assert(
      fc.property(spreadReport(300), hostileReport, (one, other) => {
        const copy = structuredClone(one);
        const before = [renderComment(one, links), JSON.stringify(renderCheckRun(one, links))];
        renderComment(other, links);

        expect([renderComment(copy, links), JSON.stringify(renderCheckRun(copy, links))]).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    ["with long texts", (count: number) => largeReport(count, { exactly: true })],
    ["over many environments", spreadReport],
  ])("50,000 changes %s are told within limits", (_, make) => {
    const [large] = fc.sample(make(50_000), { numRuns: 1, seed: 11 });
    const comment = renderComment(large ?? report(), links);
    const { summary, text } = renderCheckRun(large ?? report(), links);

    expect(codePoints(comment)).toBeLessThanOrEqual(65_000);
    expect(codePoints(comment)).toBeGreaterThan(50_000);
    expect(Math.max(Buffer.byteLength(summary), Buffer.byteLength(text))).toBeLessThanOrEqual(65_535);
    for (const markdown of [comment, summary, text]) expectWellFormed(markdown);
  });
});

/** The same application without anything that a reader must not miss. */
function withoutDanger(entry: ApplicationReport): ApplicationReport {
  const { plan } = entry;
  if (plan.status === "unknown") return { ...entry, status: "passed" };
  const changes = plan.changes.map((one) => ({ ...one, action: "update" as const, risks: [] }));
  return { ...entry, status: "passed", plan: { ...plan, changes } };
}

function countReads(one: Change, count: () => void): void {
  const { fields } = one;
  Object.defineProperty(one, "fields", {
    enumerable: true,
    get: () => {
      count();
      return fields;
    },
  });
}

function withoutFences(markdown: string): string {
  let open = "";
  const kept = markdown.split("\n").filter((line) => {
    const ticks = /^`{3,}/.exec(line)?.[0] ?? "";
    if (open === "") open = ticks;
    else if (line === open) open = "";
    else return false;
    return ticks === "";
  });
  return kept.join("\n");
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}

/** What stands between a heading and the next one. */
function sectionOf(markdown: string, heading: string): string {
  const [, after = ""] = markdown.split(`${heading}\n`);
  return after.split(/^### |^<details|^<sub>Head/m)[0] ?? "";
}
