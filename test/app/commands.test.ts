import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { Comment } from "../../src/forge/state.ts";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

let setting: Setting;
let server: RunningServer;
let number: number;
let head: string;

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start();
  const { forge, app, shop } = setting;
  forge.install(app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("changed")}\n` }, author: "alice" });
  const opened = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
  [number, head] = [opened.number, opened.headSha];
  await concluded(forge, head, "success");
});

afterAll(() => setting.stop());

test("/plan, three times over, judges the same head once more, and its one reply becomes the verdict", async () => {
  const id = await setting.forge.as("alice").comment("acme/shop", number, "Once more, please.\n\n/plan\n/plan\n/plan");

  const reply = await replyTo(id);

  await until(() => expect(reactionsTo(id)).toEqual(["eyes", "rocket"]));
  expect(runsOf(setting.forge, head).map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
  expect(repliesTo(id).map(({ id: one }) => one)).toEqual([reply.id]);
  expect(repliesTo(id)[0]?.body).toMatch(/^✅ `[0-9a-f]{7}` passes: \[check run\]\(http/);
  expect(repliesTo(id)[0]?.body).toContain(`/runs/${runsOf(setting.forge, head).at(-1)?.id})`);
});

test("a reply that a crash kept from its verdict is brought up to date by the sweep", async () => {
  const { forge, settings } = setting;
  const id = await forge.as("alice").comment("acme/shop", number, "/plan");
  await until(() => expect(reactionsTo(id)).toEqual(["eyes", "rocket"]));
  const verdict = (await replyTo(id)).body;
  await until(async () => expect(await untold(settings.databaseUrl)).toBe(0));
  const reply = forge.state.comments.get((await replyTo(id)).id);
  if (reply === undefined) throw new Error("There is no reply.");
  reply.body = "As it was before the crash.";
  await query(settings.databaseUrl, `update fairlead.replies set told = false where comment = ${id}`);

  await server.sweep();

  expect(repliesWith(reply.id)).toBe(verdict);
  expect(await untold(settings.databaseUrl)).toBe(0);
});

async function query(connectionString: string | undefined, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function untold(connectionString: string | undefined): Promise<number> {
  return (await query(connectionString, "select 1 from fairlead.replies where not told")).length;
}

function repliesWith(id: number): string | undefined {
  return setting.forge.state.comments.get(id)?.body;
}

test("a verdict that is bad is told in the reply as well", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "bad", files: { "web.yaml": `${lines("wrong")}\n` }, author: "alice" });
  const opened = await forge.as("alice").openPullRequest("acme/shop", { title: "Bad", head: "bad" });
  await concluded(forge, opened.headSha, "failure");

  const id = await forge.as("alice").comment("acme/shop", opened.number, "/plan\n/help plan");

  await until(() => expect(reactionsTo(id)).toEqual(["eyes", "confused"]));
  expect(repliesTo(id)).toHaveLength(1);
  expect(repliesTo(id)[0]?.body).toMatch(/^❌ `[0-9a-f]{7}` does not pass\./);
  expect(repliesTo(id)[0]?.body).toContain("Check this pull request again");
});

test("/help lists every command, and no line of it is a command", async () => {
  const id = await setting.forge.as("bob").comment("acme/shop", number, "/help");

  const { body } = await replyTo(id);

  expect(body).toContain("`/plan");
  expect(body.split("\n").filter((line) => line.startsWith("/"))).toEqual([]);
});

test("an outsider's command is refused by the rule's name", async () => {
  const before = runsOf(setting.forge, head).length;
  const id = await setting.forge.as("mallory").comment("acme/shop", number, "/plan");

  const { body } = await replyTo(id);

  expect(body).toContain("needs `write` permission");
  expect(body).toContain("`mallory` has");
  expect(reactionsTo(id)).toEqual(["eyes", "confused"]);
  expect(runsOf(setting.forge, head)).toHaveLength(before);
});

test("a slip under our own namespace is answered with what may have been meant", async () => {
  const id = await setting.forge.as("alice").comment("acme/shop", number, "/fairlead plna");

  expect((await replyTo(id)).body).toContain("Did you mean `/fairlead plan`?");
});

test("code, quotes, other bots' words, edits and bots are passed over in silence", async () => {
  const { forge } = setting;
  const before = repliesCount();
  const alice = forge.as("alice");
  await alice.comment("acme/shop", number, "```\n/plan\n```\n\n> /plan\n\n/approve\n/deploy prod");
  const plain = await alice.comment("acme/shop", number, "nothing to see");
  await alice.editComment("acme/shop", plain, "/plan");
  // Answered after the others would have been: deliveries are worked through in turn.
  const last = await alice.comment("acme/shop", number, "/help plan");

  await replyTo(last);
  await forge.idle();

  expect(repliesCount()).toBe(before + 1);
});

test("a command that is delivered twice is answered once", async () => {
  const { forge } = setting;
  const id = await forge.as("alice").comment("acme/shop", number, "/help");
  await replyTo(id);
  const delivery = forge.deliveries().findLast(({ event }) => event === "issue_comment");

  forge.redeliver(delivery?.id ?? 0);
  await forge.idle();

  expect(repliesTo(id)).toHaveLength(1);
});

test("more commands than anybody needs are answered once, and then left", async () => {
  const { forge } = setting;
  const mallory = forge.as("mallory");
  const many = Array(5).fill("/help plan").join("\n");
  for (let comment = 0; comment < 4; comment += 1) await mallory.comment("acme/shop", number, many);
  await mallory.comment("acme/shop", number, "/help");
  await mallory.comment("acme/shop", number, "/help");
  const last = await forge.as("alice").comment("acme/shop", number, "/help");

  await replyTo(last);
  await until(() => expect(bodiesWith("more commands here within the hour")).toHaveLength(1));
  await forge.idle();

  expect(bodiesWith("`mallory` has given more commands")).toHaveLength(1);
});

test("the button on the check run judges again, for those who may", async () => {
  const { forge } = setting;
  const run = runsOf(forge, head).at(-1);
  const before = runsOf(forge, head).length;

  forge.as("alice").requestAction("acme/shop", run?.id ?? 0, "rerun");

  await until(() => expect(runsOf(forge, head)).toHaveLength(before + 1));
  await concluded(forge, head, "success");
  const pressed = "select actor from fairlead.audit where details->>'button' = 'true'";
  expect(await query(setting.settings.databaseUrl, pressed)).toEqual([{ actor: "alice" }]);
});

test("re-run beside the check run judges again", async () => {
  const { forge } = setting;
  const run = runsOf(forge, head).at(-1);
  const before = runsOf(forge, head).length;

  await forge.as("alice").rerequest("acme/shop", run?.id ?? 0);

  await until(() => expect(runsOf(forge, head)).toHaveLength(before + 1));
  await concluded(forge, head, "success");
});

function repliesTo(id: number): readonly Comment[] {
  return [...setting.forge.state.comments.values()].filter(({ body }) => body.includes(`reply to ${id} `));
}

function bodiesWith(text: string): readonly Comment[] {
  return [...setting.forge.state.comments.values()].filter(({ body }) => body.includes(text));
}

function repliesCount(): number {
  return [...setting.forge.state.comments.values()].filter(({ body }) => body.includes("fairlead: reply to")).length;
}

function replyTo(id: number): Promise<Comment> {
  return until(() => {
    const [reply] = repliesTo(id);
    if (reply === undefined) throw new Error(`Comment ${id} has no reply.\n${setting.log.join("\n")}`);
    return reply;
  });
}

function reactionsTo(id: number): readonly string[] {
  return [...setting.forge.state.reactions.values()]
    .filter(({ commentId }) => commentId === id)
    .map(({ content }) => content);
}
