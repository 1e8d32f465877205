import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import type { GitHubAccess } from "../../../src/adapters/github/access.ts";
import { createCheckRuns } from "../../../src/adapters/github/check-runs.ts";
import { parseRevision } from "../../../src/domain/revision.ts";

const place = { id: 1, installation: 2, owner: "acme", name: "shop" };
const head = parseRevision("a".repeat(40));
if (head === undefined) throw new Error("Forty letters are a revision.");

test("the check run of a check is our App's with the check's own id, whatever else has its name", async () => {
  const { checkRuns, asked } = checkRunsOn([
    { id: 1, external_id: "another instance", output: { annotations_count: 0 } },
    { id: 2, external_id: "the check", output: { annotations_count: 50 } },
    { id: 3, external_id: "", output: { annotations_count: 0 } },
  ]);

  expect(await checkRuns.find(place, head, "the check")).toEqual({ id: 2, annotations: 50 });

  const [query] = asked.map((url) => Object.fromEntries(new URL(url).searchParams));
  expect(query).toMatchObject({ app_id: "7", check_name: "fairlead", filter: "all" });
});

test("check runs of other checks are nobody's", async () => {
  const { checkRuns } = checkRunsOn([{ id: 1, external_id: "another", output: { annotations_count: 0 } }]);

  expect(await checkRuns.find(place, head, "the check")).toBeUndefined();
});

function checkRunsOn(check_runs: readonly object[]) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return Response.json({ total_count: check_runs.length, check_runs });
  };
  const octokit = new Octokit({ request: { fetch } });
  const access = { appId: 7, installation: async () => octokit } as unknown as GitHubAccess;
  return { checkRuns: createCheckRuns(access), asked };
}
