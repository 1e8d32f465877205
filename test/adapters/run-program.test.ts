import { expect, test } from "vitest";
import { runProgram } from "../../src/adapters/run-program.ts";

const node = { path: process.execPath, env: {}, directory: "/", timeoutMs: 20_000, maxOutputBytes: 1024 * 1024 };

test("arguments reach the program as they are: no shell reads them", async () => {
  const args = ["a b", "$(id)", "`id`", "*", "'\"", "; exit 3", "", "--x=\n"];

  const outcome = await runProgram({ ...node, args: ["-p", "JSON.stringify(process.argv.slice(1))", "--", ...args] });

  if (outcome.status !== "ended") throw new Error(outcome.status);
  expect(JSON.parse(outcome.stdout.toString())).toEqual(args);
});

test("a long standard error is cut, and standard output is not", async () => {
  const script = "process.stderr.write('e'.repeat(200000)); process.stdout.write('o'.repeat(200000))";

  const outcome = await runProgram({ ...node, args: ["-e", script] });

  if (outcome.status !== "ended") throw new Error(outcome.status);
  expect([outcome.stderr.length, outcome.stdout.length]).toEqual([64 * 1024, 200_000]);
});

test("a program may tidy up when it is asked to stop, and is killed when it does not", async () => {
  const tidy = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)";
  const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";

  for (const script of [tidy, stubborn]) {
    const run = runProgram({ ...node, args: ["-e", script], timeoutMs: 500, graceMs: 300 });
    expect(await run).toEqual({ status: "timed-out" });
  }
});

test("input that nobody reads is no failure", async () => {
  const outcome = await runProgram({ ...node, args: ["-e", "process.exit(5)"], input: "x".repeat(10_000_000) });

  expect(outcome).toMatchObject({ status: "ended", code: 5 });
});

test("a program that is not there is named", async () => {
  await expect(runProgram({ ...node, path: "/nonexistent/tool", args: [] })).rejects.toThrow(
    /^Could not start \/nonexistent\/tool: .*ENOENT/,
  );
});

test("a signal that was aborted before starts nothing", async () => {
  const reason = new Error("superseded");

  await expect(runProgram({ ...node, args: [], signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
