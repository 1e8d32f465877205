import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit } from "../../src/cli/audit.ts";
import type { RunningServer } from "../../src/cli/server.ts";
import type { Comment } from "../../src/forge/state.ts";
import { recordingTerminal } from "../cli/terminal.ts";
import { judgeNamed } from "./named-judge.ts";
import { concluded, createSetting, runsOf, type Setting, until } from "./setting.ts";

/** Exceptions on a local GitHub, from the comment to their end, with two programs at work and a clock of our own. */

const dayMs = 24 * 60 * 60_000;
let ahead = 0;
let setting: Setting;
let servers: readonly RunningServer[];

const config = `
version: 1
environments:
  - name: dev
  - name: prod
    permissions: { waive: ["team:acme/sre"] }
waivers: { longest: 60d, warnBefore: 2d }
`;

beforeAll(async () => {
  setting = await createSetting({}, { now: () => Date.now() + ahead });
  const { forge, app, shop } = setting;
  for (const login of ["mary", "max", "sam"]) forge.user(login);
  shop.collaborator("mary", "maintain");
  shop.collaborator("max", "maintain");
  shop.collaborator("sam", "read");
  forge.team("acme", "sre", ["sam", "alice"]);
  await shop.commit({ files: { ".github/fairlead.yml": config } });
  servers = [await setting.start(judgeNamed), await setting.start(judgeNamed)];
  forge.install(app, shop);
});

afterAll(() => setting.stop());

test("a maintainer waives a finding for a day; its substance changes and it fails; the day ends and it fails", async () => {
  const { forge } = setting;
  const pull = await open("day", ["latest-tag dev web v1", "latest-tag dev api v1"]);
  await concluded(forge, pull.head, "failure");

  const granted = await say(
    "mary",
    pull.number,
    '/waive latest-tag -r web --reason "Pinned with the next release" --for 1d --ticket OPS-7',
  );

  expect(granted).toMatch(/^❌ `[0-9a-f]{7}` does not pass/);
  expect(granted).toContain("✅ `w-1` waives 1 finding of `policy/latest-tag` until ");
  expect(granted).toContain("24 hours left. `mary` answers for it.");
  expect(granted).toContain("- `Deployment shop/web` in `dev`");
  expect(granted).toContain("Reason: Pinned with the next release (`OPS-7`)");

  const second = await say(
    "mary",
    pull.number,
    '/waive policy/latest-tag --reason "Pinned with the next release" --for 1d',
  );
  expect(second).toMatch(/^✅ `[0-9a-f]{7}` passes/);
  expect(second).toContain("- `Deployment shop/api` in `dev`");
  expect(second).not.toContain("shop/web");
  await concluded(forge, pull.head, "success");

  // Lines move, and the findings stay what they are.
  const moved = await push("day", ["other dev x 1", "latest-tag dev web v1", "latest-tag dev api v1"].slice(1), "\n\n");
  await concluded(forge, moved, "success");
  const changed = await push("day", ["latest-tag dev web v2", "latest-tag dev api v1"]);
  expect((await concluded(forge, changed, "failure")).annotations).toMatchObject([{ annotation_level: "failure" }]);

  const back = await push("day", ["latest-tag dev web v1", "latest-tag dev api v1"], "\n");
  await concluded(forge, back, "success");
  ahead += dayMs / 2;
  await Promise.all(servers.map((server) => server.sweep()));
  expect(runsOf(forge, back)).toHaveLength(1);
  ahead += dayMs / 2;
  await Promise.all(servers.map((server) => server.sweep()));
  await concluded(forge, back, "failure");
  expect(runsOf(forge, back)).toHaveLength(2);
  expect(await actions("w-1")).toEqual(["waiver.granted", "waiver.warned", "waiver.expired"]);
  expect(await verify()).toContain("is whole");
});

test("remarks on lines follow what is waived and what is not any more, without a push", async () => {
  const { forge } = setting;
  const pull = await open("remarks", ["latest-tag dev left v1", "latest-tag dev excused v1"]);
  await concluded(forge, pull.head, "failure");
  expect(openRemarks(pull.number)).toEqual(["left", "excused"]);
  const granted = await say("mary", pull.number, '/waive latest-tag -r excused --reason "It is only for this week"');
  const [id = ""] = /w-\d+/.exec(granted) ?? [];
  expect(openRemarks(pull.number)).toEqual(["left"]);

  await say("mary", pull.number, "/plan");
  expect(reviewsOf(pull.number)).toBe(2);
  await say("mary", pull.number, `/unwaive ${id}`);
  await until(() => expect(openRemarks(pull.number)).toEqual(["left", "excused"]));
  expect(reviewsOf(pull.number)).toBe(3);

  await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"');
  expect(openRemarks(pull.number)).toEqual([]);
});

test("who has a hand in a pull request only asks, and what was asked for counts when somebody else confirms", async () => {
  const { forge } = setting;
  const pull = await open("asked", ["latest-tag dev asked v1"], "mary");
  await concluded(forge, pull.head, "failure");

  const asked = await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"');
  const [id = ""] = /w-\d+/.exec(asked) ?? [];
  expect(asked).toContain("`mary` has a hand in this pull request, so it counts for nothing until somebody else");
  expect(runsOf(forge, pull.head)).toHaveLength(1);
  expect(await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"')).toContain(
    `Nothing is left to waive: \`${id}\` of \`mary\`, which nobody has confirmed yet.`,
  );
  expect(await say("mary", pull.number, `/waive ${id}`)).toContain("has to be confirmed by somebody else");
  expect(await say("alice", pull.number, `/waive ${id}`)).toContain("`alice` may not waive what is found in `dev`");
  expect(await say("bob", pull.number, "/status")).toContain(
    `| \`${id}\` | \`policy/latest-tag\` | \`Deployment shop/asked\` | \`mary\` |`,
  );

  const confirmed = await say("max", pull.number, `/waive ${id}`);

  expect(confirmed).toMatch(/^✅ `[0-9a-f]{7}` passes/);
  expect(confirmed).toContain("`max` answers for it. `mary` asked for it.");
  expect(await actions(id)).toEqual(["waiver.asked", "waiver.refused", "waiver.refused", "waiver.confirmed"]);
  expect(await say("max", pull.number, `/waive ${id}`)).toContain("is not waiting to be confirmed");
});

test("what was asked for on a head that is gone is not granted", async () => {
  const { forge } = setting;
  const pull = await open("stale", ["latest-tag dev stale v1"], "mary");
  await concluded(forge, pull.head, "failure");
  const [id = ""] =
    /w-\d+/.exec(await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"')) ?? [];
  await concluded(forge, await push("stale", ["latest-tag dev stale v1", "latest-tag dev worse v1"]), "failure");

  expect(await say("max", pull.number, `/waive ${id}`)).toContain("and the head is `");
  expect(await say("mary", pull.number, `/unwaive ${id}`)).toContain("is not asked for any more");
});

test("an author of a commit in somebody else's pull request asks as well", async () => {
  const pull = await open("together", ["latest-tag dev together v1"], "mary");
  await setting.shop.commit({ branch: "together", files: { "notes.md": "by max\n" }, author: "max" });
  const head = await setting.shop.tip("together");
  await concluded(setting.forge, head, "failure");

  expect(await say("max", pull.number, '/waive latest-tag --reason "It is only for this week"')).toContain(
    "`max` has a hand in this pull request",
  );
});

test("an environment says itself who may waive, by a team that GitHub is asked about", async () => {
  const { forge } = setting;
  const pull = await open("prod", ["latest-tag prod shop v1", "latest-tag dev shop v1"]);
  await concluded(forge, pull.head, "failure");
  const reason = '--reason "The image is pinned by its registry"';

  expect(await say("mary", pull.number, `/waive latest-tag ${reason}`)).toContain(
    "`mary` may not waive what is found in `prod`. As the base branch has it, `team:acme/sre` may.",
  );
  expect(await say("sam", pull.number, `/waive latest-tag -e dev ${reason}`)).toContain("`role:maintain` may");
  expect(await say("bob", pull.number, `/waive latest-tag -e prod ${reason}`)).toContain("`bob` may not waive");
  expect(await say("sam", pull.number, `/waive latest-tag -e prod ${reason}`)).toContain("`sam` answers for it.");
  expect(await say("mary", pull.number, `/waive latest-tag -e dev ${reason}`)).toMatch(/^✅ `[0-9a-f]{7}` passes/);
});

test.each<[string, string]>([
  [
    '/waive latest-tga --reason "It is only for this week"',
    "Did you mean `latest-tag`? What fails or warns there: `policy/latest-tag`, `policy/ours-locked` and `policy/x`.",
  ],
  ['/waive latest-tag -r other --reason "It is only for this week"', "fails or warns at"],
  ['/waive ours-locked --reason "It is only for this week"', "lets no repository waive it"],
  ['/waive latest-tag --reason "It is only for this week" --for 61d', "A waiver here lasts no longer than `60d`"],
  ['/waive latest-tag --reason "It is only for this week" --for soon', "soon is not a duration"],
  ["/waive latest-tag", "A waiver needs a reason"],
  ['/waive latest-tag --reason "because …"', "The reason is too short"],
  ['/waive --reason "It is only for this week"', "The rule is missing"],
  ["/waive w-9999", "There is no waiver `w-9999` here."],
  ["/unwaive w-9999", "There is no waiver `w-9999` here."],
  ["/unwaive latest-tag", "It takes the waiver's id, such as w-7."],
])("%s is refused in a sentence", async (command, sentence) => {
  const pull = await refusing();

  expect(await say("mary", pull.number, command)).toContain(sentence);
});

test("what is waived on a branch is waived in its merge queue", async () => {
  const { forge, shop } = setting;
  const pull = await open("queued", ["latest-tag dev queued v1"]);
  await concluded(forge, pull.head, "failure");
  await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"');
  await concluded(forge, pull.head, "success");
  const group = await shop.commit({ branch: "group", from: pull.head, files: { "notes.md": "in the queue\n" } });

  shop.mergeGroup("checks_requested", { headSha: group, baseSha: await shop.tip() });

  await concluded(forge, group, "success");
});

test("what one branch lets be waived counts on that branch alone", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "lax", files: { ".github/fairlead.yml": "waivers: { from: [role:read] }\n" } });
  const found = { "found/lax": "latest-tag dev lax v1\n" };
  await shop.commit({ branch: "into-lax", from: await shop.tip("lax"), files: found, author: "alice" });
  const alice = forge.as("alice");
  const lax = await alice.openPullRequest("acme/shop", { title: "Lax", head: "into-lax", base: "lax" });
  await concluded(forge, lax.headSha, "failure");
  const granted = await say("bob", lax.number, '/waive latest-tag --reason "It is only for this week"');
  expect(granted).toContain("`bob` answers for it.");

  const strict = await open("into-main", ["latest-tag dev lax v1"], "alice", "found/lax");

  await concluded(forge, strict.head, "failure");
  expect(await say("bob", strict.number, "/status")).toContain("Other waivers in this repository");
});

test("a configuration that cannot be read lets nobody waive", async () => {
  const pull = await refusing();
  await setting.shop.commit({ files: { ".github/fairlead.yml": "waivers: { from: nobody }\n" } });
  try {
    expect(await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"')).toContain(
      "`.github/fairlead.yml` on `main` cannot be read, so nobody can say who may waive.",
    );
  } finally {
    await setting.shop.commit({ files: { ".github/fairlead.yml": config } });
  }
});

test("a waiver that is withdrawn fails the checks of every open pull request that used it", async () => {
  const { forge } = setting;
  const one = await open("first", ["latest-tag dev both v1"]);
  await concluded(forge, one.head, "failure");
  const granted = await say("mary", one.number, '/waive latest-tag --reason "It is only for this week"');
  const [id = ""] = /w-\d+/.exec(granted) ?? [];
  const other = await open("second", ["latest-tag dev both v1"], "alice", "found/second");
  await concluded(forge, one.head, "success");
  await concluded(forge, other.head, "success");
  expect(await say("bob", other.number, "/status")).toContain(
    `**Waived in this pull request**\n\n| Waiver | Rule | About |`,
  );
  expect(await say("bob", other.number, `/unwaive ${id}`)).toContain("`bob` may not waive");

  expect(await say("max", one.number, `/unwaive ${id}`)).toContain(`\`${id}\` counts no longer`);

  await concluded(forge, one.head, "failure");
  await servers[1]?.sweep();
  await concluded(forge, other.head, "failure");
  expect(await say("max", one.number, `/unwaive ${id}`)).toContain("has ended already");
});

test("who answers for a waiver is warned once, however many programs look, and whatever crashes", async () => {
  const { forge } = setting;
  const pull = await open("warned", ["latest-tag dev warned v1"]);
  await concluded(forge, pull.head, "failure");
  const granted = await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week" --for 30d');
  const [id = ""] = /w-\d+/.exec(granted) ?? [];
  ahead += 28 * dayMs;
  // Posted, and the answer never arrives: the same as a crash between the two.
  forge.faults.onRequests({ kind: "drop", when: "after", method: "POST", path: /\/comments$/ });
  await Promise.all(servers.map((server) => server.sweep()));
  await query("update fairlead.waivers set warning = null where not warned");

  await Promise.all(servers.map((server) => server.sweep()));

  const warnings = comments().filter(({ body }) => body.startsWith("⚠️") && body.includes(`\`${id}\``));
  expect(warnings.map(({ body }) => body.split("\n")[0])).toEqual([
    expect.stringMatching(
      /^⚠️ @mary: `w-\d+`, which waives 1 finding of `policy\/latest-tag`, ends at .* UTC, 47 hours left\./,
    ),
  ]);
  expect(await actions(id)).toEqual(["waiver.granted", "waiver.warned"]);
  ahead += 3 * dayMs;
  await servers[0]?.sweep();
  await concluded(forge, pull.head, "failure");
});

test("a pull request that is closed when its waiver ends is judged anew when it is opened again", async () => {
  const { forge } = setting;
  const pull = await open("closed", ["latest-tag dev closed v1"]);
  await concluded(forge, pull.head, "failure");
  await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week" --for 1d');
  await concluded(forge, pull.head, "success");
  await forge.as("alice").closePullRequest("acme/shop", pull.number);
  ahead += dayMs;
  await servers[0]?.sweep();
  expect(runsOf(forge, pull.head).at(-1)?.conclusion).toBe("success");

  await forge.as("alice").reopenPullRequest("acme/shop", pull.number);

  await concluded(forge, pull.head, "failure");
});

test("a crash between the waiver and its reply gives one waiver and one reply", async () => {
  const { forge } = setting;
  const pull = await open("crash", ["latest-tag dev crash v1"]);
  await concluded(forge, pull.head, "failure");
  const before = await query("select 1 from fairlead.waivers");
  // The first comment is the command; the next is its reply.
  forge.faults.onRequests({ kind: "delay", ms: 0, method: "POST", path: /\/comments$/ });
  forge.faults.onRequests({ kind: "fail", status: 502, method: "POST", path: /\/comments$/ });

  const reply = await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"');

  expect(reply).toContain("waives 1 finding");
  expect(await query("select 1 from fairlead.waivers")).toHaveLength(before.length + 1);
  await concluded(forge, pull.head, "success");
});

test("two who waive the same at the same time give one waiver between them", async () => {
  const { forge } = setting;
  const pull = await open("race", ["latest-tag dev race v1"]);
  await concluded(forge, pull.head, "failure");
  const before = await query("select 1 from fairlead.waivers");
  const command = '/waive latest-tag --reason "It is only for this week"';

  const replies = await Promise.all([say("mary", pull.number, command), say("max", pull.number, command)]);

  expect(await query("select 1 from fairlead.waivers")).toHaveLength(before.length + 1);
  expect(replies.filter((body) => body.includes("waives 1 finding"))).toHaveLength(1);
  expect(replies.filter((body) => body.includes("Nothing is left to waive"))).toHaveLength(1);
});

test("a waiver written before there was a report of the head is refused", async () => {
  const { forge } = setting;
  const pull = await open("early", ["latest-tag dev early v1"]);
  await concluded(forge, pull.head, "failure");
  await query("update fairlead.told_reports set told = told + interval '1 hour'");

  expect(await say("mary", pull.number, '/waive latest-tag --reason "It is only for this week"')).toContain(
    "when this was written: nothing is waived that nobody has seen",
  );
});

test("the log tells every command and every waiver, is exported, and shows when it was tampered with", async () => {
  expect(await verify()).toContain("The audit log is whole: ");
  const { out } = await run("export", "--repository", "acme/shop");
  const entries = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { actor: string; action: string });
  expect(new Set(entries.map(({ action }) => action))).toEqual(
    new Set([
      "command",
      ...["asked", "granted", "confirmed", "refused", "withdrawn", "warned", "expired"].map((one) => `waiver.${one}`),
    ]),
  );
  expect(entries.some(({ actor, action }) => actor === "bob" && action === "waiver.refused")).toBe(true);
  expect((await run("export", "--format", "csv")).out.split("\r\n")[0]).toBe(
    "seq,at,repository,actor,action,subject,details,key,previous,hash",
  );

  await query(
    "alter table fairlead.audit disable trigger all; update fairlead.audit set actor = 'nobody' where seq = 3; alter table fairlead.audit enable trigger all",
  );

  expect(await verify()).toBe("Entry 3 of the audit log is wrong: it is not as it was written.\n");
});

let refused: Promise<Pull> | undefined;

function refusing(): Promise<Pull> {
  refused ??= open("refused", ["latest-tag dev refused v1", "ours-locked dev refused v1", "x dev refused v1"]).then(
    async (pull) => {
      await concluded(setting.forge, pull.head, "failure");
      return pull;
    },
  );
  return refused;
}

type Pull = { readonly number: number; readonly head: string };

async function open(
  branch: string,
  found: readonly string[],
  author = "alice",
  path = `found/${branch}`,
): Promise<Pull> {
  const { forge, shop } = setting;
  if (author !== "alice") shop.collaborator(author, "maintain");
  await shop.commit({ branch, files: { [path]: `${found.join("\n")}\n` }, author });
  const { number, headSha } = await forge.as(author).openPullRequest("acme/shop", { title: branch, head: branch });
  return { number, head: headSha };
}

function push(branch: string, found: readonly string[], before = ""): Promise<string> {
  return setting.shop.commit({
    branch,
    files: { [`found/${branch}`]: `${before}${found.join("\n")}\n` },
    author: "alice",
  });
}

/** Writes a comment, and waits for the reply as it stands in the end. */
async function say(login: string, number: number, body: string): Promise<string> {
  const id = await setting.forge.as(login).comment("acme/shop", number, body);
  return until(() => {
    const reply = comments().find((one) => one.body.includes(`reply to ${id} `));
    if (reply === undefined || reply.body.startsWith("👀"))
      throw new Error(`Comment ${id} has no answer.\n${setting.log.join("\n")}`);
    return reply.body;
  });
}

/** What the threads that nobody has resolved are about. */
function openRemarks(number: number): readonly string[] {
  const { threads, reviewComments } = setting.forge.state;
  const open = [...threads.values()].filter(({ issueId, resolvedById }) => {
    return issueId === issueOf(number) && resolvedById === null;
  });
  return open.map(({ id }) => {
    const first = [...reviewComments.values()].find(({ threadId }) => threadId === id);
    return /(\w+) must not/.exec(first?.body ?? "")?.[1] ?? "";
  });
}

function reviewsOf(number: number): number {
  return [...setting.forge.state.reviews.values()].filter(({ issueId }) => issueId === issueOf(number)).length;
}

function issueOf(number: number): number | undefined {
  return [...setting.forge.state.issues.values()].find((issue) => issue.number === number)?.id;
}

function comments(): readonly Comment[] {
  return [...setting.forge.state.comments.values()];
}

async function actions(subject: string): Promise<readonly string[]> {
  const rows = await query(`select action from fairlead.audit where subject = '${subject}' order by seq`);
  return rows.map(({ action }) => String(action));
}

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: setting.settings.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function run(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal({ env: { DATABASE_URL: setting.settings.databaseUrl } });
  await audit.run(args, terminal);
  return printed;
}

async function verify(): Promise<string> {
  return (await run("verify")).out;
}
