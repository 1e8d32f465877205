import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { Judge } from "../../src/verdicts/ports.ts";
import { change, finding, planned, resource } from "../report/builders.ts";
import { report as reportOf } from "./line-judge.ts";
import { concluded, createSetting, lines, type Setting } from "./setting.ts";

/** The whole plan behind a link, from the webhook to the page. */

let setting: Setting;
let server: RunningServer;
/** More than a comment holds. */
const names = Array.from({ length: 3_000 }, (_, index) => `service-${index}-of-many`);

const judge: Judge = async (request) => {
  const changes = names.map((name) => change({ id: resource({ name }) }));
  const found = finding({ severity: "warning", message: "The marker <b>of the test</b>." });
  return { ...reportOf(request, [found]), applications: [planned({}, changes)] };
};

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start(judge);
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(() => setting.stop());

test("the comment leads to a page with every change, until it is removed", async () => {
  const url = await linkFrom(await open("large"));

  expect(url.startsWith(`${server.url}/plans/`)).toBe(true);
  const pages = await everyPage(url);
  expect(pages.length).toBeGreaterThan(1);
  for (const name of names) expect(pages.some((page) => page.includes(`shop/${name}<`))).toBe(true);
  expect(pages[0]).toContain("The marker &lt;b&gt;of the test&lt;/b&gt;.");

  await query("update fairlead.plans set stored = now() - interval '31 days'");
  await server.sweep();

  const gone = await fetch(url);
  expect(gone.status).toBe(404);
  expect(await gone.text()).toContain("/plan");
  expect(await query("select count(*)::int as count from fairlead.plans")).toEqual([{ count: 0 }]);
});

test("the JSON is what the command line prints, and a token of one's own making opens nothing", async () => {
  const url = await linkFrom(await open("files"));

  const json: unknown = await (await fetch(`${url}.json`)).json();
  const text = await (await fetch(`${url}.txt`)).text();

  expect(json).toMatchObject({ version: 1, summary: { changes: { update: names.length } } });
  expect(text).toContain(`Deployment shop/${names.at(-1)}`);
  const last = url.endsWith("0") ? "1" : "0";
  expect((await fetch(url.slice(0, -1) + last)).status).toBe(404);
  expect((await fetch(`${server.url}/plans/`)).status).toBe(404);
});

test("no log line and no row holds the link", async () => {
  const url = await linkFrom(await open("quiet"));
  const token = url.slice(url.lastIndexOf("/") + 1);
  await fetch(url);

  expect(setting.log.join("\n")).not.toContain(token);
  expect(
    JSON.stringify(await query("select encode(id, 'escape'), encode(sealed, 'escape') from fairlead.plans")),
  ).not.toContain(token);
});

test("a plan that cannot be kept costs its link and not the verdict", async () => {
  await query("alter table fairlead.plans rename to elsewhere");
  try {
    expect(await commentOn(await open("unkept"))).not.toContain("/plans/");
  } finally {
    await query("alter table fairlead.elsewhere rename to plans");
  }
});

async function open(branch: string): Promise<number> {
  const { forge, shop } = setting;
  await shop.commit({ branch, files: { "web.yaml": `${lines(branch)}\n` }, author: "alice" });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: branch, head: branch });
  await concluded(forge, headSha, "success");
  return number;
}

async function commentOn(number: number): Promise<string> {
  const { issues, comments } = setting.forge.state;
  const issue = [...issues.values()].find((one) => one.number === number);
  return [...comments.values()].find(({ issueId, appId }) => issueId === issue?.id && appId !== null)?.body ?? "";
}

async function linkFrom(number: number): Promise<string> {
  const [, url = ""] = /\]\((http:\/\/[^)]*\/plans\/[0-9a-f]{64})\)/.exec(await commentOn(number)) ?? [];
  return url;
}

async function everyPage(url: string): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let page = 1; pages.length === 0 || pages.at(-1)?.includes(">Next<"); page += 1)
    pages.push(await (await fetch(`${url}?page=${page}`)).text());
  return pages;
}

async function query(sql: string): Promise<readonly object[]> {
  const client = new Client({ connectionString: setting.settings.databaseUrl });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}
