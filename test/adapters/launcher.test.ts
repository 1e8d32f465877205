import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLauncher, ownRuns } from "../../src/adapters/launcher.ts";

const node = { path: process.execPath, env: {}, directory: "/", timeoutMs: 20_000, maxOutputBytes: 1024 * 1024 };

/** Past the first runs, which are started directly. */
async function warmLauncher() {
  const launch = createLauncher();
  for (let run = 0; run < ownRuns; run += 1)
    await launch({ ...node, path: "git", env: { PATH: process.env.PATH ?? "" }, args: ["--version"] });
  return launch;
}

test("programs are started by another process, and answer as if they were ours", async () => {
  const launch = await warmLauncher();
  const script = "process.stdin.on('data', (d) => process.stdout.write(process.ppid + ' ' + d)); process.exitCode = 3";

  const outcome = await launch({ ...node, args: ["-e", script], input: "hello" });

  if (outcome.status !== "ended") throw new Error(outcome.status);
  const [parent, word] = outcome.stdout.toString("utf8").split(" ");
  expect([outcome.code, word]).toEqual([3, "hello"]);
  expect(Number(parent)).not.toBe(process.pid);
});

test("limits of time and output hold there too", async () => {
  const launch = await warmLauncher();

  const endless = launch({ ...node, args: ["-e", "setInterval(() => {}, 1000)"], timeoutMs: 300 });
  const long = launch({ ...node, args: ["-e", "process.stdout.write('o'.repeat(2000))"], maxOutputBytes: 1000 });

  expect(await endless).toEqual({ status: "timed-out" });
  expect(await long).toEqual({ status: "too-much-output" });
});

test("what is aborted is stopped, and rejects with the signal's reason", async () => {
  const launch = await warmLauncher();
  const controller = new AbortController();
  const reason = new Error("superseded");

  const run = launch({ ...node, args: ["-e", "setInterval(() => {}, 1000)"], signal: controller.signal });
  controller.abort(reason);

  await expect(run).rejects.toBe(reason);
});

test("a program that is not there is named", async () => {
  const launch = await warmLauncher();

  await expect(launch({ ...node, path: "/nonexistent/tool", args: [] })).rejects.toThrow(
    /^Could not start \/nonexistent\/tool: .*ENOENT/,
  );
});

test("when the other process is killed, what it ran is an error and the next run gets a new one", async () => {
  const launch = await warmLauncher();
  const killer = "process.kill(process.ppid, 'SIGKILL')";

  await expect(launch({ ...node, args: ["-e", killer] })).rejects.toThrow(
    "The process that starts programs has ended.",
  );
  expect(await launch({ ...node, args: ["-e", ""] })).toMatchObject({ status: "ended", code: 0 });
});

test("a program that has launched others ends by itself", async () => {
  const launcher = new URL("../../src/adapters/launcher.ts", import.meta.url);
  const script = `
    const { createLauncher } = await import(${JSON.stringify(launcher.href)});
    const launch = createLauncher();
    for (let run = 0; run < ${ownRuns + 2}; run += 1) {
      await launch({ ...${JSON.stringify(node)}, path: "git", env: { PATH: ${JSON.stringify(process.env.PATH)} }, args: ["--version"] });
    }
    process.stdout.write("done");
  `;

  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);

  expect(stdout).toBe("done");
});
