import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy } from "../../src/cli/policy.ts";
import { UsageError } from "../../src/cli/verb.ts";
import { digestOf, openHost } from "../adapters/charts/registry.ts";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { packed } from "../renderers/helm/charts.ts";
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
  expect((await run("list", "good")).out).toMatch(/^mine +error +good +- +A rule$/m);
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

test.each([
  [[]],
  [["tset"]],
  [["build", "good"]],
  [["explain"]],
  [["test", "--threshold", "101"]],
  [["test", "--run", "("]],
  [["test", "--cover"]],
  [["test", "nowhere"]],
  [["list", "--format", "xml"]],
])("fairlead policy %j is wrong usage", async (args) => {
  await expect(run(...args)).rejects.toThrow(UsageError);
});

async function run(...args: string[]) {
  const { terminal, printed } = recordingTerminal({ directory });
  const code = await policy.run(args, terminal);
  return { code, ...printed };
}

opa(
  "without a folder policies/ is tested, and the built-in policies only where there is none or they are asked for",
  async () => {
    await mkdir(join(directory, "own/policies"), { recursive: true });
    await writeFile(join(directory, "own/policies/a_test.rego"), "package a\n\ntest_a { true }\n");

    expect((await runIn(join(directory, "own"), ["test"])).out).toBe("policies: 1 passed, 0 failed\n");
    expect((await runIn(join(directory, "own"), ["test", "--built-in", "--run", "latest_tag"])).out).toMatch(
      /^built-in policies: \d+ passed, 0 failed\n$/,
    );
    expect((await runIn(join(directory, "good"), ["test", "--run", "latest_tag"])).out).toMatch(/^built-in policies: /);
  },
);

opa("tests find the data of their folder where policies find it", async () => {
  await mkdir(join(directory, "data/limits"), { recursive: true });
  await writeFile(join(directory, "data/limits/numbers.yaml"), "most: 3\n");
  await writeFile(join(directory, "data/a_test.rego"), "package a\n\ntest_a { data.limits.most == 3 }\n");

  expect(await run("test", "data")).toMatchObject({ code: 0, out: "data: 1 passed, 0 failed\n" });
});

opa("--run keeps to some tests, and matching none is a failure", async () => {
  expect(await run("test", "good", "bad", "--run", "test_x$", "-v")).toMatchObject({
    code: 0,
    out: "good: 1 passed, 0 failed\n  passed  good/a_test.rego:3  test_x\nbad: no tests\n",
  });
  expect(await run("test", "good", "--run", "nothing")).toMatchObject({
    code: 1,
    err: "No test matches --run nothing.\n",
  });
});

opa("--coverage names the lines that tests do not reach, and --threshold fails below it", async () => {
  await mkdir(join(directory, "half"));
  await writeFile(
    join(directory, "half/a.rego"),
    'package a\n\ndeny["x"] {\n  input.x\n}\n\nwarn["y"] {\n  input.y\n}\n',
  );
  await writeFile(join(directory, "half/a_test.rego"), 'package a\n\ntest_x { deny["x"] with input as {"x": 1} }\n');

  const { code, out } = await run("test", "half", "--coverage");

  expect(code).toBe(0);
  expect(out).toBe(
    "half: 1 passed, 0 failed\nhalf: the tests reach 50.0 % of the lines\n   50.0 %  half/a.rego  not reached: 7-8\n",
  );
  expect((await run("test", "half", "--threshold", "50")).code).toBe(0);
  expect(await run("test", "half", "--threshold", "50.1")).toMatchObject({
    code: 1,
    err: expect.stringContaining("50.1 %"),
  });
  expect((await run("test", "bad", "--coverage")).out).toContain("not known while some fail");
});

opa("json holds every test, and what keeps them from running", async () => {
  await mkdir(join(directory, "broken"));
  await writeFile(join(directory, "broken/a_test.rego"), "package a\n\ntest_a { nonsense(1) }\n");

  const { code, out } = await run("test", "bad", "broken", "--format", "json");

  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject([
    { folder: "bad", passed: 0, failed: 1, tests: [{ name: "test_wrong", path: "bad/a_test.rego", line: 3 }] },
    { folder: "broken", tests: [], problems: [{ path: "broken/a_test.rego", line: 3 }] },
  ]);
});

opa("explain tells what a rule is for, what it weighs and why, and what its tests show", async () => {
  await mkdir(join(directory, "told"));
  await writeFile(
    join(directory, "told/a.rego"),
    '# METADATA\n# title: A title\n# description: A reason.\n# custom:\n#   id: told\n#   severity: warning\n#   remediation: Do it.\n#   link: https://example.com\npackage a\n\n# METADATA\n# title: A rule\n# custom:\n#   id: told\n#   parameters:\n#     most: { type: number, default: 3, description: How many. }\ndeny["x"] {\n  input.x\n}\n',
  );
  await writeFile(
    join(directory, "told/a_test.rego"),
    'package a_test\n\ntest_denies_x {\n  count(data.a.deny) == 1 with input as {"x": 1}\n}\n\ntest_allows_y { count(data.a.deny) == 0 with input as {"y": 1} }\n',
  );

  const { code, out } = await run("explain", "told", "told");

  expect(code).toBe(0);
  expect(out).toBe(`told: A rule

A reason.

Written in   told/a.rego:17 (told)
Severity     warning: its METADATA says so
Parameters   most (number): 3
               How many.
What to do   Do it.
Read more    https://example.com

What fails, by its test (told/a_test.rego:3)

    test_denies_x {
      count(data.a.deny) == 1 with input as {"x": 1}
    }

What passes, by its test (told/a_test.rego:7)

    test_allows_y { count(data.a.deny) == 0 with input as {"y": 1} }
`);
  await expect(run("explain", "latest-tga")).rejects.toThrow('no rule "latest-tga"; did you mean latest-tag?');
  await expect(run("explain", "quite-another")).rejects.toThrow("fairlead policy list shows all of them");
});

opa("in a clone, list, explain and build take what a check would load, as it is configured", async () => {
  const clone = join(directory, "clone");
  await mkdir(join(clone, "rules"), { recursive: true });
  await mkdir(join(clone, ".github"));
  await writeFile(join(clone, "rules/a.rego"), 'package mine\n\ndeny["x"] { input.x }\n');
  await writeFile(
    join(clone, ".github/fairlead.yml"),
    "environments:\n  - name: dev\n    severity: { ceiling: notice }\nchecks:\n  policy:\n    sources: [rules/]\n    deny: warn\n    builtIn: { latest-tag: error }\n",
  );
  execFileSync("git", ["init", "--quiet", clone]);

  const listed = await runIn(clone, ["list"]);
  const own = await runIn(clone, ["explain", "mine/deny"]);
  const builtIn = await runIn(clone, ["explain", "policy/latest-tag"]);

  expect(listed.out).toMatch(/^mine\/deny +error +rules +-/m);
  expect(own.out).toContain(
    "Severity     warning: checks.policy.deny says so, its METADATA nothing\n             notice in dev: the severity of that environment\n",
  );
  expect(builtIn.out).toContain("Severity     error: checks.policy.builtIn says so, its METADATA says warning\n");
  expect(await runIn(clone, ["build", "-o", "own.wasm"])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^own\.wasm: 1 rules/),
  });
});

opa("what the operator requires of a clone is listed and explained as locked", async () => {
  const archive = packed({ "a.rego": 'package theirs\n\ndeny["x"] { input.x }\n' });
  const host = await openHost((path) => (path === "/p.tar.gz" ? { body: archive } : undefined));
  const clone = join(directory, "required");
  await mkdir(clone);
  execFileSync("git", ["init", "--quiet", clone]);
  execFileSync("git", ["-C", clone, "remote", "add", "origin", "https://github.com/acme/shop"]);
  await writeFile(
    join(directory, "operator.yml"),
    `policies:\n  hosts: [{ host: "${host.host}", plain: true }]\n  required:\n    - name: base\n      repositories: [acme/*]\n      url: https://${host.host}/p.tar.gz\n      pin: ${digestOf(archive)}\n`,
  );
  const env = { FAIRLEAD_OPERATOR_CONFIG: join(directory, "operator.yml"), XDG_CACHE_HOME: join(directory, "caches") };

  const listed = await runIn(clone, ["list"], env);
  const explained = await runIn(clone, ["explain", "theirs/deny"], env);
  await host.close();

  expect(listed.out).toMatch(/^theirs\/deny +error +operator's base +-/m);
  expect(explained.out).toContain("the operator asks for it: no setting of the repository changes it");
});

async function runIn(folder: string, args: readonly string[], given: Readonly<Record<string, string>> = {}) {
  const { env } = recordingTerminal().terminal;
  const { terminal, printed } = recordingTerminal({ directory: folder, env: { ...env, ...given } });
  const code = await policy.run(args, terminal);
  return { code, ...printed };
}
