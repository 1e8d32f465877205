import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Server, serve } from "./processes.ts";
import { concluded, createSetting, runsOf, type Setting, until } from "./setting.ts";

let setting: Setting;
let servers: Server[];

beforeEach(async () => {
  setting = await createSetting();
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.kill("SIGKILL");
  await setting.stop();
});

const bad = `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data: wrong
`;

function start(program: readonly string[], variables: Readonly<Record<string, string>>): Server {
  const server = serve(setting, program, variables);
  servers.push(server);
  return server;
}

async function openBadChange() {
  const { forge, shop } = setting;
  await shop.commit({ branch: "change", files: { "apps/shop/config.yaml": bad }, author: "alice" });
  return forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
}

test("a web process and a worker on one database give a pull request its verdict between them", async () => {
  const { forge, app, shop } = setting;
  const DATABASE_URL = setting.settings.databaseUrl ?? "";
  const program = (role: string) => [process.execPath, "bin/fairlead.mjs", "serve", "--role", role];
  const web = start(program("web"), { DATABASE_URL });
  app.listenAt(`${await web.running}/`);
  forge.install(app, shop);
  const { headSha } = await openBadChange();
  await forge.idle();
  expect(runsOf(forge, headSha)).toEqual([]);

  const worker = start(program("worker"), { DATABASE_URL });

  expect(await worker.running).toBeNull();
  const run = await concluded(forge, headSha, "failure");
  expect(run.annotations.map(({ path, start_line }) => `${path}:${start_line}`)).toEqual(["apps/shop/config.yaml:5"]);
  await web.kill("SIGTERM");
  await worker.kill("SIGTERM");
  for (const { child, log } of [web, worker]) {
    expect(child.exitCode, log().join("\n")).toBe(0);
    expect(log().filter((line) => /"level":"(?:warn|error)"/.test(line))).toEqual([]);
  }
});

test.each([
  ["", false],
  [", its PostgreSQL as well,", true],
])(
  "a server that is killed in the middle of a check%s concludes it once when started again",
  async (_, databaseToo) => {
    const { forge, app, shop } = setting;
    const program = [process.execPath, "src/main.ts", "serve"];
    const first = start(program, {});
    app.listenAt(`${await first.running}/`);
    forge.install(app, shop);
    forge.faults.onRequests({ kind: "delay", ms: 600_000, path: /git-upload-pack$/ });
    const { headSha } = await openBadChange();
    await until(() => expect(forge.gitRequests().some(({ path }) => path.endsWith("git-upload-pack"))).toBe(true));
    expect(runsOf(forge, headSha).map(({ status }) => status)).toEqual(["in_progress"]);

    await first.kill("SIGKILL");
    if (databaseToo) await killPostgres();
    const second = start(program, {});
    app.listenAt(`${await second.running}/`);

    await concluded(forge, headSha, "failure");
    await until(() => expect(second.log().join("\n")).toContain("check concluded"));
    await second.kill("SIGTERM");
    expect(second.child.exitCode, second.log().join("\n")).toBe(0);
    expect([...forge.state.checkRuns.values()].map(({ status }) => status)).toEqual(["completed"]);
    expect(forge.state.comments.size).toBe(1);
    expect(forge.state.reviews.size).toBe(1);
  },
);

async function killPostgres(): Promise<void> {
  const [pid] = (await readFile(join(setting.settings.dataDirectory, "postgres", "postmaster.pid"), "utf8")).split(
    "\n",
  );
  process.kill(Number(pid), "SIGKILL");
}
