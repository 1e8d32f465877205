import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy } from "../../src/cli/policy.ts";
import { UsageError } from "../../src/cli/verb.ts";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { recordingTerminal } from "./terminal.ts";

const opa = test.skipIf(opaPath === undefined);
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-policy-"));
  for (const folder of ["good", "bad"]) await mkdir(join(directory, folder));
  await writeFile(
    join(directory, "good/a.rego"),
    'package main\n\n# METADATA\n# title: A rule\n# custom: { id: mine }\ndeny contains "x" if input.x\n',
  );
  await writeFile(
    join(directory, "good/a_test.rego"),
    'package main\n\ntest_x if count(deny) == 1 with input as {"x": 1}\n',
  );
  await writeFile(join(directory, "bad/a.rego"), 'package main\n\ndeny[msg] { msg := "x" }\n');
  await writeFile(join(directory, "bad/a_test.rego"), "package main\n\ntest_wrong { count(deny) == 2 }\n");
});

afterAll(() => rm(directory, { recursive: true }));

opa("tests that pass end with 0, tests that fail with 1 and their line", async () => {
  expect(await run("test", "good")).toMatchObject({
    code: 0,
    out: expect.stringContaining("good: 1 passed, 0 failed"),
  });
  expect(await run("test", "bad")).toMatchObject({
    code: 1,
    out: expect.stringContaining("failed  bad/a_test.rego:3  test_wrong"),
  });
});

opa("list names each rule once, as text and as JSON", async () => {
  const { code, out } = await run("list", "good", "--format", "json");

  expect(code).toBe(0);
  expect(JSON.parse(out)).toContainEqual(
    expect.objectContaining({ id: "mine", title: "A rule", source: "good", path: "good/a.rego", line: 6 }),
  );
  expect((await run("list", "good")).out).toMatch(/^mine +error +good +A rule$/m);
});

opa("build writes a module, or says on which line it cannot", async () => {
  await writeFile(join(directory, "bad/b.rego"), "package main\ndeny[x] { x := y }\n");

  expect(await run("build", "good", "-o", "out.wasm")).toMatchObject({ code: 0 });
  expect((await readFile(join(directory, "out.wasm"))).subarray(0, 4).toString("latin1")).toBe("\0asm");
  expect(await run("build", "bad", "-o", "bad.wasm")).toMatchObject({
    code: 1,
    err: expect.stringContaining("bad/b.rego:2"),
  });
  await rm(join(directory, "bad/b.rego"));
});

test.each([[[]], [["tset"]], [["build", "good"]], [["test", "nowhere"]], [["list", "--format", "xml"]]])(
  "fairlead policy %j is wrong usage",
  async (args) => {
    await expect(run(...args)).rejects.toThrow(UsageError);
  },
);

async function run(...args: string[]) {
  const { terminal, printed } = recordingTerminal({ directory });
  const code = await policy.run(args, terminal);
  return { code, ...printed };
}
