import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { sayComment } from "../../src/verdicts/comment.ts";
import type { VerdictPorts } from "../../src/verdicts/ports.ts";
import { finding, links, planned, report } from "../report/builders.ts";

type Sticky = { readonly id: number | null; readonly uncertain: boolean };
type Verdict = Parameters<typeof sayComment>[0];

const nothing = report({ conclusion: "passed", applications: [], findings: [], preview: [] });
const something = report({ conclusion: "passed", applications: [planned({}, [])] });

test("a change that touches nothing we judge gets no comment", async () => {
  expect(await said(nothing, { id: null, uncertain: false })).toEqual([]);
});

test.each<[string, Report]>([
  ["an application", something],
  ["a finding", report({ ...nothing, findings: [finding({})] })],
  ["a failure", report({ ...nothing, conclusion: "errored", errors: ["broken"] })],
])("%s is told in a comment", async (_, given) => {
  expect(await said(given, { id: null, uncertain: false })).toEqual(["intend", "create", "keep 9"]);
});

test("a comment that is there is edited, by its stored id and nothing else, when nothing is left to say", async () => {
  expect(await said(nothing, { id: 5, uncertain: false })).toEqual(["edit 5"]);
});

test("only a comment that may have been posted just before a crash is looked for", async () => {
  expect(await said(something, { id: null, uncertain: true })).toEqual(["find", "keep 6", "edit 6"]);
});

/** What was done to the comments of the pull request. */
async function said(given: Report, { id, uncertain }: Sticky): Promise<readonly string[]> {
  const done: string[] = [];
  const note = async <T>(what: string, answer: T): Promise<T> => {
    done.push(what);
    return answer;
  };
  const sticky = {
    id,
    uncertain,
    intend: () => note("intend", undefined),
    keep: (kept: number) => note(`keep ${kept}`, undefined),
  };
  const ports = {
    github: {
      comments: {
        create: () => note("create", 9),
        edit: (_: unknown, one: number) => note(`edit ${one}`, true),
        findOurs: () => note("find", 6),
      },
    },
    checks: { hold: async () => {} },
    pullRequestRecords: {
      withComment: (_: number, __: number, use: (given: typeof sticky) => Promise<void>) => use(sticky),
    },
  };
  const verdict = { check: { id: "one", repository: { id: 1 } }, pullRequest: 3, report: given };
  const hold = { worker: "us", signal: new AbortController().signal };
  await sayComment(
    verdict as unknown as Verdict & { pullRequest: number },
    links,
    hold,
    ports as unknown as VerdictPorts,
  );
  return done;
}
