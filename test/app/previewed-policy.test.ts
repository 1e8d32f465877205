import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { openRealPipeline, type RealPipeline } from "./real-pipeline.ts";
import { concluded, createSetting, type Setting, until } from "./setting.ts";

/** A new rule, from the pull request that brings it to the one that it fails: the pipeline itself judges. */

const opa = test.skipIf(opaPath === undefined);
let setting: Setting;
let pipeline: RealPipeline;

const service = (labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: ${labels}\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: "web:1.2.3" }] }\n`;

beforeAll(async () => {
  setting = await createSetting();
  pipeline = await openRealPipeline();
  await setting.shop.commit({ files: { "apps/web/web.yaml": service("{ app: web }") } });
  await setting.start(pipeline.judge);
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(async () => {
  await setting.stop();
  await pipeline.close();
});

opa("a new rule is previewed and not obeyed, its tests are run, and once merged it fails what breaks it", async () => {
  const { forge, shop } = setting;
  const [rule, tests] = ["owner.rego", "owner_test.rego"].map((name) =>
    readFileSync(`examples/policies/policies/${name}`, "utf8"),
  );
  const files = { "policies/owner.rego": rule ?? "", "policies/owner_test.rego": tests ?? "" };
  const wrong = { ...files, "policies/owner_test.rego": (tests ?? "").replace("== 1", "== 2") };
  await shop.commit({ branch: "rule", files: wrong, author: "alice" });
  const pull = await forge.as("alice").openPullRequest("acme/shop", { title: "Owners", head: "rule" });
  await concluded(forge, pull.headSha, "failure");
  await until(() => expect(comment(pull.number)).toContain("2 passed, 1 failed"));

  const mended = await shop.commit({ branch: "rule", files, author: "alice" });
  await concluded(forge, mended, "success");
  await until(() => {
    expect(comment(pull.number)).toContain("The new rule owner would fail 1 manifest in 1 application.");
    expect(comment(pull.number)).toContain("Tests of the proposed policies: 3 passed, 0 failed.");
  });

  await forge.as("alice").merge("acme/shop", pull.number);
  await shop.commit({
    branch: "label",
    files: { "apps/web/web.yaml": service("{ app: web, tier: front }") },
    author: "alice",
  });
  const broken = await forge.as("alice").openPullRequest("acme/shop", { title: "Label", head: "label" });
  const run = await concluded(forge, broken.headSha, "failure");

  const errors = run.annotations.filter(({ annotation_level }) => annotation_level === "failure");
  expect(errors.map(({ path, start_line }) => `${path}:${start_line}`)).toEqual(["apps/web/web.yaml:5"]);
});

/** The one comment with the plan. */
function comment(number: number): string {
  const { issues, comments } = setting.forge.state;
  const issue = [...issues.values()].find((one) => one.number === number);
  const ours = [...comments.values()].filter(({ issueId, appId }) => issueId === issue?.id && appId !== null);
  return ours.map(({ body }) => body).join("\n");
}
