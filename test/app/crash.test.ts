import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

let setting: Setting;
const children: ChildProcess[] = [];

beforeAll(async () => {
  setting = await createSetting();
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await setting.stop();
});

test("a check whose server is killed in the middle is finished by another, once", async () => {
  const { forge, app, shop } = setting;
  const server = await startStuckServer();
  app.listenAt(server.url);
  forge.install(app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("", "wrong")}\n` }, author: "alice" });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
  await until(() => expect(runsOf(forge, headSha).map(({ status }) => status)).toEqual(["in_progress"]));
  await server.judging;

  server.child.kill("SIGKILL");
  await once(server.child, "exit");
  const next = await setting.start();
  await next.sweep(0);

  const run = await concluded(forge, headSha, "failure");
  expect(runsOf(forge, headSha)).toHaveLength(1);
  expect(run.annotations).toHaveLength(1);
  expect([...forge.state.comments.values()]).toHaveLength(1);
  expect([...forge.state.reviews.values()]).toHaveLength(1);
});

test.each([
  ["check run", /\/check-runs$/],
  ["comment", /\/issues\/\d+\/comments$/],
  ["review", /\/reviews$/],
])("a %s that was posted just before a crash is found again, not posted twice", async (kind, path) => {
  const { forge, shop } = setting;
  const server = await setting.start();
  const branch = kind.replace(" ", "-");
  await shop.commit({ branch, files: { "web.yaml": `${lines("", "", `wrong ${kind}`)}\n` }, author: "alice" });
  const comments = forge.state.comments.size;
  const reviews = forge.state.reviews.size;
  // Done at GitHub, and the answer never arrives: the same as a crash between the two.
  forge.faults.onRequests({ kind: "drop", when: "after", method: "POST", path });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: kind, head: branch });
  await until(() => expect(setting.log.join("\n")).toContain(headSha));
  await until(() =>
    expect(setting.log.filter((line) => line.includes("could not be run") && line.includes(headSha))).toHaveLength(1),
  );

  await server.sweep(0);

  expect((await concluded(forge, headSha, "failure")).annotations).toHaveLength(1);
  expect(runsOf(forge, headSha)).toHaveLength(1);
  expect(forge.state.comments.size).toBe(comments + 1);
  expect(forge.state.reviews.size).toBe(reviews + 1);
});

/** A server in a process of its own whose judge never comes to an end. */
async function startStuckServer() {
  const { settings } = setting;
  const script = `
    import { startServer } from ${JSON.stringify(join(process.cwd(), "src/cli/server.ts"))};
    const log = { info() {}, warn() {}, error() {} };
    const judge = () => { process.stdout.write("judging\\n"); return new Promise(() => {}); };
    const settings = ${JSON.stringify(settings)};
    const server = await startServer(settings, { role: "all", env: process.env, judge, clock: Date, log });
    process.stdout.write(server.url + "\\n");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const url = await until(() => {
    const [found] = /http:\S+/.exec(said) ?? [];
    if (found === undefined) throw new Error("The server has not started.");
    return found;
  });
  return { child, url: `${url}/`, judging: until(() => expect(said).toContain("judging")) };
}
