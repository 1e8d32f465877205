import { afterAll, beforeAll, expect, test } from "vitest";
import { markdown } from "../../src/forge/pages/markdown.ts";
import { createSetting, openChange, place, type Setting } from "./setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await createSetting();
  const { number, headSha } = await openChange(setting);
  const { checks, issues, pulls } = setting.octokit.rest;
  const annotation = {
    path: "apps/web/config.yaml",
    start_line: 6,
    end_line: 6,
    annotation_level: "failure",
    message: "twenty is too many",
  } as const;
  const elsewhere = { ...annotation, path: "elsewhere.yaml", message: "not in the diff" };
  const output = { title: "1 error", summary: "| a |\n|---|\n| 1 |", annotations: [annotation, elsewhere] };
  const actions = [{ label: "Plan again", description: "d", identifier: "plan" }];
  await checks.create({ ...place, name: "fairlead", head_sha: headSha, conclusion: "failure", output, actions });
  await issues.createComment({ ...place, issue_number: number, body: "## Plan <script>alert(1)</script>" });
  const comments = [{ path: "apps/web/config.yaml", line: 6, body: "on the line" }];
  await pulls.createReview({ ...place, pull_number: number, event: "COMMENT", body: "", comments });
});

afterAll(async () => {
  await setting.stop();
});

async function page(path: string): Promise<string> {
  const response = await fetch(setting.forge.url + path);
  expect(response.status, path).toBe(200);
  return response.text();
}

test("the conversation shows comment, review and merge box", async () => {
  const text = await page("/acme/shop/pull/1");

  expect(text).toContain("<h2>Plan");
  expect(text).not.toContain("<script>");
  expect(text).toContain("on the line");
  expect(text).toContain("wants to merge 1 commit");
});

test("checks and files show annotations at their lines", async () => {
  const checks = await page("/acme/shop/pull/1/checks");
  const files = await page("/acme/shop/pull/1/files");

  expect(checks).toContain("<td>1</td>");
  expect(checks).toContain("Plan again");
  const line = files.indexOf("b: &quot;20&quot;");
  expect(line).toBeGreaterThan(0);
  expect(files.slice(line, files.indexOf("c: &quot;3&quot;"))).toContain("twenty is too many");
  expect(files).toContain("Unchanged files with check annotations");
});

test("lists, commits, files and deliveries have pages; what is not there is 404", async () => {
  for (const path of [
    "/",
    "/acme/shop",
    "/acme/shop/pull/1/commits",
    "/deliveries",
    "/acme/shop/blob/main/README.md",
    "/assets/forge.css",
  ])
    await page(path);
  const [delivery] = setting.forge.deliveries();
  expect(await page(`/deliveries/${delivery?.id}`)).toContain("x-hub-signature-256");
  expect(await page(`/acme/shop/commit/${await setting.repository.tip("change")}`)).toContain("Change b");
  expect((await fetch(`${setting.forge.url}/acme/none`)).status).toBe(404);
});

test("buttons act, but not from another site's page", async () => {
  const url = `${setting.forge.url}/acme/shop/pull/1/comment`;
  const post = (site: string) =>
    fetch(url, {
      method: "POST",
      body: new URLSearchParams({ login: "mona", body: "by hand" }),
      headers: { "sec-fetch-site": site },
      redirect: "manual",
    });

  expect((await post("cross-site")).status).toBe(403);
  expect((await post("same-origin")).status).toBe(303);
  expect((await page("/acme/shop/pull/1")).match(/by hand/g)).toHaveLength(1);
});

const rendered: readonly (readonly [string, string, string])[] = [
  ["a table", "| a |\n|:-:|\n| 1 |", '<td style="text-align:center">1</td>'],
  ["a task", "- [x] done", '<li class="task"><input type="checkbox" disabled checked />'],
  ["an alert", "> [!WARNING]\n> careful", '<p class="alert-title">Warning</p><p>careful'],
  ["a diff", "```diff\n+ a\n- b\n```", '<span class="line-added">+ a'],
  [
    "details",
    "<details><summary>s</summary>\n\n**b**\n\n</details>",
    "<details><summary>s</summary>\n<p><strong>b</strong></p>",
  ],
  ["a mention", "hello @mona", '<a class="mention" href="/mona">@mona</a>'],
  ["a mention in code", "`@mona`", "<code>@mona</code>"],
];

test.each(rendered)("%s is rendered as GitHub does", (_, text, html) => {
  expect(String(markdown(text))).toContain(html);
});

const removed: readonly (readonly [string, string, string])[] = [
  ["a script", "<script>alert(1)</script>", "script"],
  ["a handler", '<img src="x" onerror="alert(1)">', "onerror"],
  ["a comment", "a <!-- marker --> b", "marker"],
  ["a script link", "[a](javascript:alert(1))", "href"],
  ["a style", '<p style="position:fixed">a</p>', "position"],
];

test.each(removed)("%s is not let through", (_, text, trace) => {
  expect(String(markdown(text))).not.toContain(trace);
});
