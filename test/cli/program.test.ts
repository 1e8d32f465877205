import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const program = "bin/fairlead.mjs";

test("the program starts on the Node that npm ci brings, whatever the system's is", () => {
  for (const node of [process.execPath, "/usr/bin/node"]) {
    const { status, stdout, stderr } = spawnSync(node, [program, "--version"], { encoding: "utf8" });
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

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...own } = process.env;
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8", env: { ...own, ...env } });
}
