import { expect, test } from "vitest";
import type { StoredPlan } from "../../src/ports/stored-plans.ts";
import { keepPlan } from "../../src/verdicts/keep-plan.ts";
import type { VerdictPorts } from "../../src/verdicts/ports.ts";
import { say } from "../../src/verdicts/say.ts";
import type { Verdict } from "../../src/verdicts/verdict.ts";
import { change, planned, report } from "../report/builders.ts";

const url = "https://fairlead.example.com/plans/token";
const told = report({ applications: [planned({}, [change()])] });
const check = { id: "one", repository: { id: 1, owner: "acme", name: "shop" }, pullRequest: 3, generation: 1 };

test("a plan is kept before anything that links to it is said, and all of it says the same link", async () => {
  const { done, ports } = recording();
  const verdict = { check, run: { id: 4, annotations: 0 }, report: told, diffLines: [] };

  await say(verdict as unknown as Verdict, { worker: "us", signal: new AbortController().signal }, ports);

  expect(done.map(([what]) => what)).toEqual(["keep", "create", "update"]);
  expect(done[1]?.[1]).toContain(url);
  expect(done[2]?.[1]).toContain(url);
});

test("what is kept is the report, and whose it is", async () => {
  const kept: StoredPlan[] = [];
  const { ports } = recording(async (plan) => {
    kept.push(plan);
    return url;
  });

  expect(await keep(ports)).toBe(url);

  expect(kept).toEqual([
    {
      repository: { owner: "acme", name: "shop" },
      pullRequest: 3,
      repositoryUrl: "https://github.com/acme/shop",
      at: 7,
      report: told,
    },
  ]);
});

test("a report that says nothing is not kept", async () => {
  const { done, ports } = recording();

  expect(await keep(ports, report())).toBeNull();
  expect(done).toEqual([]);
});

test("a plan that cannot be kept costs its link, and a line in the log", async () => {
  const { done, ports } = recording(() => Promise.reject(new Error("database away")));

  expect(await keep(ports)).toBeNull();
  expect(done.map(([what]) => what)).toEqual(["warn"]);
});

function keep(ports: VerdictPorts, given = told): Promise<string | null> {
  return keepPlan(
    { check: check as unknown as Verdict["check"], report: given },
    "https://github.com/acme/shop",
    ports,
  );
}

/** Ports that note what is done, with what was said. */
function recording(keepPlan?: VerdictPorts["keepPlan"]) {
  const done: [what: string, said: string][] = [];
  const note = async <T>(what: string, said: unknown, answer: T): Promise<T> => {
    done.push([what, JSON.stringify(said)]);
    return answer;
  };
  const sticky = { id: null, uncertain: false, intend: async () => {}, keep: async () => {} };
  const ports = {
    keepPlan: keepPlan ?? ((plan: StoredPlan) => note("keep", plan, url)),
    webUrl: "https://github.com",
    clock: { now: () => 7 },
    log: { warn: (fields: unknown) => void note("warn", fields, undefined) },
    github: {
      comments: { create: (_: unknown, __: unknown, body: string) => note("create", body, 9) },
      checkRuns: { update: (_: unknown, __: unknown, update: unknown) => note("update", update, undefined) },
    },
    checks: { hold: async () => {}, conclude: async () => false, listNewest: async () => [] },
    replies: { waiting: async () => [] },
    pullRequestRecords: {
      withComment: (_: number, __: number, use: (given: typeof sticky) => Promise<void>) => use(sticky),
    },
  };
  return { done, ports: ports as unknown as VerdictPorts };
}
