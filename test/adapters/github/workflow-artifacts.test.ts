import { afterAll, beforeAll, expect, test } from "vitest";
import type { GitHubAccess } from "../../../src/adapters/github/access.ts";
import { createWorkflowArtifacts } from "../../../src/adapters/github/workflow-artifacts.ts";
import { parseRevision, type Revision } from "../../../src/domain/revision.ts";
import type { FoundArtifact, WantedArtifact } from "../../../src/ports/workflow-artifacts.ts";
import { createSetting, type Setting } from "../../forge/setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await createSetting({ app: { permissions: { actions: "read", contents: "write" } } });
});

afterAll(() => setting.stop());

/** A commit that nobody has seen yet. */
async function head(): Promise<Revision> {
  return parseRevision(await setting.repository.commit({ files: { "x.txt": `${Math.random()}` } }))!;
}

function find(wanted: Partial<WantedArtifact> & { readonly head: Revision }): Promise<FoundArtifact> {
  const { id, owner, name } = setting.repository;
  const access: Pick<GitHubAccess, "installation"> = { installation: async () => setting.octokit as never };
  return createWorkflowArtifacts(access).find(
    { id, owner, name, installation: setting.installation.id },
    { name: "plan", workflow: null, ...wanted },
  );
}

const left = { plan: { "live/plan.json": "{}" } };

test("the newest artifact that a run for exactly this head left is found", async () => {
  const [one, other] = [await head(), await head()];
  setting.repository.workflowRun({ headSha: other, conclusion: "success", artifacts: { plan: { "other.json": "" } } });
  setting.repository.workflowRun({ headSha: one, conclusion: "failure", artifacts: { plan: { "old.json": "" } } });
  setting.repository.workflowRun({ headSha: one, conclusion: "success", artifacts: left });

  const found = await find({ head: one });

  expect(found).toMatchObject({ status: "found", run: expect.stringMatching(/\/actions\/runs\/\d+$/) });
  expect(found.status === "found" ? [...found.files.keys()] : []).toEqual(["live/plan.json"]);
});

test("without a run, or with one that has not ended, it is awaited", async () => {
  const headSha = await head();

  expect(await find({ head: headSha })).toEqual({ status: "awaited" });
  setting.repository.workflowRun({ headSha, conclusion: "success" });
  setting.repository.workflowRun({ headSha });
  expect(await find({ head: headSha })).toEqual({ status: "awaited" });
});

test("runs that ended without it are told, and so is the named workflow", async () => {
  const headSha = await head();
  setting.repository.workflowRun({ headSha, conclusion: "failure" });

  expect(await find({ head: headSha })).toEqual({
    status: "refused",
    reason: "No workflow of this head left the artifact plan.",
  });
  expect(await find({ head: headSha, workflow: ".github/workflows/plan.yml" })).toMatchObject({
    reason: ".github/workflows/plan.yml ended (failure) without the artifact plan.",
  });
});

test("of a named workflow only its own runs count", async () => {
  const headSha = await head();
  setting.repository.workflowRun({
    headSha,
    path: ".github/workflows/evil.yml",
    conclusion: "success",
    artifacts: left,
  });

  expect(await find({ head: headSha, workflow: ".github/workflows/plan.yml" })).toEqual({ status: "awaited" });
});

test("what a fork's run left is not taken", async () => {
  const headSha = await head();
  setting.forge.user("mallory");
  const { id } = await setting.forge.fork("acme/shop", "mallory");
  setting.repository.workflowRun({ headSha, headRepositoryId: id, conclusion: "success", artifacts: left });

  expect(await find({ head: headSha })).toEqual({ status: "awaited" });
});
