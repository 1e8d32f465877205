import { afterAll, beforeAll, expect, test } from "vitest";
import { conclude, type Report } from "../../src/domain/report.ts";
import { createSetting, type Setting, until } from "../app/setting.ts";
import { application } from "../report/builders.ts";

let setting: Setting;
let isPlanned = false;
let judged = 0;

beforeAll(async () => {
  setting = await createSetting();
  await setting.start(async ({ base, head }): Promise<Report> => {
    judged += 1;
    const plan = { status: "unknown" as const, reason: "Its plan is being made." };
    const waiting = {
      application: application(),
      status: "errored" as const,
      reason: plan.reason,
      awaits: true as const,
      plan,
    };
    const known = {
      application: application(),
      status: "passed" as const,
      plan: { status: "known" as const, changes: [], ignored: 0 },
    };
    const applications = [isPlanned ? known : waiting];
    return {
      conclusion: conclude({ applications, findings: [], errors: [] }),
      base,
      head,
      applications,
      findings: [],
      errors: [],
      notes: [],
      preview: [],
      wishes: { reviewComments: true, requestChanges: false, effects: true },
      at: 0,
      digest: String(isPlanned),
    };
  });
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(() => setting.stop());

test.each(["workflow_run", "status"])(
  "a head that waits for a plan is judged again when a %s says that something ended, and not once more after it has its verdict",
  async (event) => {
    const { forge, shop } = setting;
    isPlanned = false;
    await shop.commit({ branch: event, files: { "web.yaml": `${event}\n` }, author: "alice" });
    const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: event, head: event });
    await newestIs(headSha, "failure");
    const before = judged;

    isPlanned = true;
    await ends(event, headSha);
    await newestIs(headSha, "success");
    await ends(event, headSha);
    await forge.idle();

    expect(judged).toBe(before + 1);
  },
);

async function ends(event: string, headSha: string): Promise<void> {
  if (event === "workflow_run") setting.shop.workflowRun({ headSha, conclusion: "success" });
  else await setting.forge.as("alice").request("POST", `/repos/acme/shop/statuses/${headSha}`, { state: "success" });
}

async function newestIs(sha: string, conclusion: string): Promise<void> {
  await until(() => {
    const run = [...setting.forge.state.checkRuns.values()].filter((one) => one.sha === sha).at(-1);
    if (run?.conclusion !== conclusion) throw new Error(`${run?.status} ${run?.conclusion}\n${setting.log.join("\n")}`);
  });
}
