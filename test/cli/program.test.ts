import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { programs } from "../adapters/tools/programs.ts";

const program = "bin/fairlead.mjs";

/** Who waits for a program without doing anything else cannot be timed out by the test runner. */
const timeout = 100_000;

const folder = temporaryDirectory();
afterAll(() => folder.remove());

test("the program starts on the Node that npm ci brings, whatever the system's is", () => {
  for (const node of [process.execPath, "/usr/bin/node"]) {
    const { status, stdout, stderr } = spawnSync(node, [program, "--version"], { encoding: "utf8", timeout });
    // Not every machine has a second Node.
    if (status === null) continue;

    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: "",
      stdout: expect.stringMatching(/^fairlead \d+\.\d+\.\d+\n$/),
    });
  }
});

test("wrong usage ends with 64 and one sentence", () => {
  const { status, stdout, stderr } = run(["dcotor"]);

  expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
  expect(stderr).toBe('fairlead: There is no verb "dcotor"; did you mean doctor?\nRead on with: fairlead --help\n');
});

test("piped output has no colours, and FORCE_COLOR brings them", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what is looked for
  const colour = /\u001b\[/;

  expect(run(["--help"]).stdout).not.toMatch(colour);
  expect(run(["--help"], { FORCE_COLOR: "1" }).stdout).toMatch(colour);
  expect(run(["--help"], { FORCE_COLOR: "1", NO_COLOR: "1" }).stdout).not.toMatch(colour);
});

test("check ends with 0, 1, 2 or 64, and its report is all of standard output", () => {
  const shop = createRepository(join(folder.path, "shop"));
  const configMap = (data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\ndata: ${data}\n`;
  commit(shop, { "web.yaml": configMap("{mode: calm}") });
  git(shop, "tag", "start");
  commit(shop, { "web.yaml": configMap("{mode: busy}") });
  git(shop, "tag", "good");
  commit(shop, { "web.yaml": configMap("calm") });

  const codes = [
    ["--head", "good"],
    ["--head", "main"],
    ["--environment", "mars"],
    ["--head", "nope"],
  ].map((args) => {
    const { status, stdout } = run(["check", "--repo", shop, "--base", "start", ...args, "--format", "json"]);
    expect(stdout === "" ? "nothing" : typeof JSON.parse(stdout)).toBe(status === 64 ? "nothing" : "object");
    return status;
  });

  expect(codes).toEqual([0, 1, 2, 64]);
});

test("a signal ends a run with everything it started", async () => {
  const slow = programs({
    kustomize: `[ "$1" = version ] && echo v5.4.3 || { echo $$ > ${folder.path}/pid; while :; do :; done; }`,
  });
  const stuck = createRepository(join(folder.path, "stuck"));
  commit(stuck, {
    "kustomization.yaml": "resources: [a.yaml]\n",
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
  });
  const child = spawn(process.execPath, [program, "check", "--all", "--repo", stuck], {
    env: { ...process.env, PATH: `${slow.bin}:${process.env.PATH}` },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  await expect.poll(() => existsSync(`${folder.path}/pid`), { timeout: 20_000 }).toBe(true);

  child.kill("SIGTERM");

  expect(await ended).toBe(130);
  const ps = spawnSync("ps", ["-o", "state=", "-p", readFileSync(`${folder.path}/pid`, "utf8").trim()], {
    encoding: "utf8",
  });
  expect(ps.stdout.trim().replace(/^Z.*/, "")).toBe("");
  slow.remove();
});

test("a reader that has seen enough is no failure", () => {
  const { stderr } = spawnSync("sh", ["-c", `"$0" ${program} --help | true`, process.execPath], {
    encoding: "utf8",
    timeout,
  });

  expect(stderr).toBe("");
});

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...own } = process.env;
  return spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    timeout,
    env: { ...own, XDG_CACHE_HOME: inject("caches"), ...env },
  });
}
