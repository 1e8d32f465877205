import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import { openRealPipeline, type RealPipeline } from "./real-pipeline.ts";
import { concluded, createSetting, type Setting, until } from "./setting.ts";

/** One finding of a real policy, from the waiver to its end: the pipeline itself judges. */

const dayMs = 24 * 60 * 60_000;
let ahead = 0;
let setting: Setting;
let server: RunningServer;
let pipeline: RealPipeline;

const config = 'severity: { rules: { "policy/latest-tag": error } }\n';

const deployment = (image: string, comment = "") => `${comment}apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ${image}
`;

beforeAll(async () => {
  setting = await createSetting({}, { now: () => Date.now() + ahead });
  pipeline = await openRealPipeline();
  setting.shop.collaborator("bob", "maintain");
  await setting.shop.commit({
    files: { ".github/fairlead.yml": config, "apps/web/deployment.yaml": deployment("ghcr.io/acme/web:1.2.3") },
  });
  server = await setting.start(pipeline.judge);
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(async () => {
  await setting.stop();
  await pipeline.close();
});

test("a finding of a policy is waived for a day, wherever its line moves, and not once it is another one", async () => {
  const { forge, shop } = setting;
  const push = (image: string, comment?: string) =>
    shop.commit({
      branch: "latest",
      files: { "apps/web/deployment.yaml": deployment(image, comment) },
      author: "alice",
    });
  await push("ghcr.io/acme/web:latest");
  const pull = await forge.as("alice").openPullRequest("acme/shop", { title: "Latest", head: "latest" });
  await concluded(forge, pull.headSha, "failure");

  await forge
    .as("bob")
    .comment("acme/shop", pull.number, '/waive latest-tag --reason "Pinned with the next release" --for 1d');

  await concluded(forge, pull.headSha, "success");
  await until(() =>
    expect(comment(pull.number)).toMatch(
      /Waived by `bob` until \d{4}-\d\d-\d\d .* · Pinned with the next release · `w-1`/,
    ),
  );
  const moved = await push("ghcr.io/acme/web:latest", "# Some words\n# above it\n");
  await concluded(forge, moved, "success");
  const other = await push("ghcr.io/acme/other:latest");
  await concluded(forge, other, "failure");
  const back = await push("ghcr.io/acme/web:latest");
  await concluded(forge, back, "success");

  ahead += dayMs;
  await server.sweep();

  await concluded(forge, back, "failure");
  await until(() => expect(comment(pull.number)).not.toContain("Waived by"));
});

/** The one comment with the plan. */
function comment(number: number): string {
  const { issues, comments } = setting.forge.state;
  const issue = [...issues.values()].find((one) => one.number === number);
  const ours = [...comments.values()].filter(({ issueId, appId }) => issueId === issue?.id && appId !== null);
  return ours.find(({ body }) => body.includes("the plan of this pull request"))?.body ?? "";
}
