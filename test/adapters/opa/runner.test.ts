import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createPolicyRunner, type RunnerOptions } from "../../../src/adapters/opa/runner.ts";
import type { Denial, LoadedPolicies } from "../../../src/ports/policies.ts";
import { localTools, localWorkspaces, opaPath } from "./local-tools.ts";

const opa = test.skipIf(opaPath === undefined);
const runner = create();

afterAll(() => runner.close());

opa("both syntaxes of Rego load side by side, and each rule says where it stands", async () => {
  const loaded = await load({
    "old.rego": 'package main\n\ndeny[msg] {\n  input.kind == "Bad"\n  msg := sprintf("%s is bad", [input.kind])\n}\n',
    "new.rego": 'package team.web\n\nwarn_kind contains {"msg": "seen", "path": "spec.a[0]"} if input.kind == "Bad"\n',
  });

  expect(loaded.rules.map(({ id, path, line }) => `${id} ${path}:${line}`)).toEqual([
    "main/deny old.rego:3",
    "team.web/warn_kind new.rego:3",
  ]);
  expect(await messages(loaded, [{ kind: "Bad" }, { kind: "Good" }])).toEqual([["Bad is bad", "seen"], []]);
  const [[, second] = []] = await evaluate(loaded, [{ kind: "Bad" }]);
  expect(second?.pointer).toBe("/spec/a/0");
});

opa("a function may call another of its package", async () => {
  const loaded = await load({
    "main.rego":
      'package main\n\ndeny contains "bad" if is_bad(input)\n\nis_bad(x) if not is_good(x)\n\nis_good(x) if x.good\n',
  });

  expect(await messages(loaded, [{ good: true }, {}])).toEqual([[], ["bad"]]);
});

opa("METADATA describes a rule, and the package's describes what the rule leaves open", async () => {
  const loaded = await load({
    "a.rego": `# METADATA
# scope: package
# custom:
#   link: https://example.com/a
package a

# METADATA
# title: A title
# description: A description.
# custom:
#   id: short-id
#   severity: notice
#   remediation: Do this.
deny[msg] { msg := "x" }
`,
  });

  expect(loaded.rules).toEqual([
    {
      package: "a",
      name: "deny",
      path: "a.rego",
      line: 14,
      id: "short-id",
      title: "A title",
      description: "A description.",
      severity: "notice",
      link: "https://example.com/a",
      remediation: "Do this.",
      profile: null,
      parameters: [],
    },
  ]);
});

opa.each([
  ["a syntax error", "package main\n\ndeny[msg] {\n  msg = \n}\n", { path: "a.rego", line: 5 }],
  ["an unsafe variable", 'package main\n\ndeny[msg] {\n  input.x == y\n  msg := "a"\n}\n', { path: "a.rego", line: 4 }],
  [
    "the network",
    "package main\n\ndeny[msg] {\n  http.send({}).status == msg\n}\n",
    { path: "a.rego", line: 4, message: "http.send is not available here: policies have no network" },
  ],
  [
    "the clock",
    'package main\n\ndeny[msg] { time.now_ns() > 1; msg := "a" }\n',
    { line: 3, message: expect.stringContaining("time.now_ns is not available") },
  ],
  [
    "an error in a file without rules",
    "package lib\n\nf(x) = y {\n  y := nonsense(x)\n}\n",
    { path: "a.rego", line: 4 },
  ],
  [
    "no package",
    "deny[msg] { msg := 1 }\n",
    { path: "a.rego", line: 1, message: expect.stringContaining("no package statement") },
  ],
])("policies with %s are refused with the line", async (_, text, problem) => {
  const loaded = await runner.load(new Map([["a.rego", text]]), {});

  expect(loaded.status).toBe("broken");
  expect(loaded.status === "broken" && loaded.problems[0]).toMatchObject(problem);
});

opa.each<readonly [string, string, readonly string[]]>([
  ["true", "deny = true { input.a }", ["main/deny"]],
  ["false", "deny = false { input.a }", []],
  ["a text", 'deny = "no" { input.a }', ["no"]],
  ["an object of texts", 'deny[k] = v { input.a; k := "key"; v := "no" }', ["no"]],
  ["a list of objects", 'deny = [{"msg": "one"}, {"msg": "two"}] { input.a }', ["one", "two"]],
  ["a set that a rule excepts", 'deny_x[m] { m := "no" }\nexception[rules] { rules := ["x"] }', []],
  [
    "a set that another rule's exception leaves alone",
    'deny_x[m] { m := "no" }\nexception[rules] { rules := ["y"] }',
    ["no"],
  ],
])("a rule that answers %s", async (_, rule, expected) => {
  const loaded = await load({ "a.rego": `package main\n${rule}\n` });

  expect(await messages(loaded, [{ a: true }])).toEqual([expected]);
});

opa("an answer that is no denial is an error that names the rule, and never allowed", async () => {
  const loaded = await load({ "a.rego": 'package main\ndeny[x] { x := {"message": "no msg"} }\n' });

  await expect(evaluate(loaded, [{}])).rejects.toThrow("a.rego:2");
});

opa("data of the load, of the call and of each input stand beside each other", async () => {
  const loaded = await load(
    {
      "a.rego":
        'package main\ndeny[msg] { msg := sprintf("%v %v %v %v", [data.team.name, data.fairlead.environment, data.fairlead.action, data.fairlead.old]) }\n',
    },
    { team: { name: "web" } },
  );

  const answers = await loaded.evaluate(["main"], [1, 2], {
    data: { fairlead: { environment: "prod", action: null, old: null } },
    each: [
      { action: "create", old: null },
      { action: "update", old: { a: 1 } },
    ],
  });

  expect(answers.map((list) => list.map(({ message }) => message))).toEqual([
    ["web prod create null"],
    ['web prod update {"a": 1}'],
  ]);
});

opa("only the packages asked for are evaluated", async () => {
  const loaded = await load({
    "a.rego": 'package a\ndeny[msg] { msg := "a" }\n',
    "b.rego": 'package fairlead.change\ndeny[msg] { msg := "b" }\n',
  });

  expect(await loaded.evaluate(["fairlead.change"], [{}], {})).toMatchObject([[{ message: "b" }]]);
});

opa("an endless policy costs its own evaluation, is named, and the next is answered", async () => {
  const hasty = create({ timeoutMs: 3_000 });
  const loaded = expectLoaded(
    await hasty.load(
      new Map([
        ["fine.rego", 'package fine\ndeny[msg] { input.fine; msg := "fine" }\n'],
        [
          "endless.rego",
          'package endless\ndeny[msg] { input.endless; numbers.range(1, 3000)[a]; numbers.range(1, 3000)[b]; numbers.range(1, 3000)[c]; a * b * c == 7; msg := "x" }\n',
        ],
      ]),
      {},
    ),
  );

  await expect(loaded.evaluate(["fine", "endless"], [{}, { endless: true }], {})).rejects.toThrow("endless.rego:2");
  expect(await loaded.evaluate(["fine", "endless"], [{ fine: true }], {})).toMatchObject([[{ message: "fine" }]]);
  await hasty.close();
});

opa("memory beyond the limit is an error, not an answer", async () => {
  const small = create({ limits: { maxMemoryBytes: 4 << 20, maxResultBytes: 1000 } });
  const loaded = expectLoaded(
    await small.load(
      new Map([
        [
          "a.rego",
          'package main\ndeny[msg] { x := [n | n := numbers.range(1, 1000000)[_]]; count(x) > 1; msg := "x" }\n',
        ],
      ]),
      {},
    ),
  );

  await expect(loaded.evaluate(["main"], [{}], {})).rejects.toThrow("a.rego:2");
  await small.close();
});

opa("an input that does not fit is an error that says so", async () => {
  const small = create({ limits: { maxMemoryBytes: 2 << 20, maxResultBytes: 1000 } });
  const loaded = expectLoaded(
    await small.load(new Map([["a.rego", 'package main\ndeny[msg] { input.none; msg := "x" }\n']]), {}),
  );

  await expect(loaded.evaluate(["main"], [{ text: "a".repeat(3 << 20) }], {})).rejects.toThrow(
    "does not fit into the 2 MiB",
  );
  await small.close();
});

opa("an answer beyond the limit is an error", async () => {
  const small = create({ limits: { maxMemoryBytes: 64 << 20, maxResultBytes: 100 } });
  const loaded = expectLoaded(
    await small.load(new Map([["a.rego", "package main\ndeny[msg] { msg := input.text }\n"]]), {}),
  );

  await expect(loaded.evaluate(["main"], [{ text: "a".repeat(200) }], {})).rejects.toThrow("longer than 100 bytes");
  await small.close();
});

opa("what OPA could answer and we cannot is an error, not an undefined expression", async () => {
  const loaded = await load({
    "a.rego": 'package main\ndeny[msg] { time.clock([1, "Local"]); msg := "x" }\n',
  });

  await expect(evaluate(loaded, [{}])).rejects.toThrow("a.rego:2: the evaluation failed: The time zone of the machine");
});

opa("many inputs are answered in order", async () => {
  const loaded = await load({
    "a.rego": 'package main\ndeny[msg] { input.n % 100 == 0; msg := sprintf("%d", [input.n]) }\n',
  });
  const inputs = Array.from({ length: 2000 }, (_, n) => ({ n }));

  const answers = await evaluate(loaded, inputs);

  expect(answers.flatMap((list) => list.map(({ message }) => Number(message)))).toEqual(
    Array.from({ length: 20 }, (_, n) => n * 100),
  );
  expect(answers.length).toBe(2000);
});

opa("compiled policies are found again on disk, unless they were tampered with", async () => {
  const cacheDirectory = await mkdtemp(join(tmpdir(), "fairlead-cache-"));
  const sources = new Map([["a.rego", 'package main\ndeny[msg] { msg := "a" }\n']]);
  const never = (): Promise<never> => Promise.reject(new Error("compiled again"));
  const without = { find: never, run: never };
  await create({ cacheDirectory }).load(sources, {});

  const again = create({ cacheDirectory, tools: without });
  expect(await messages(expectLoaded(await again.load(sources, {})), [{}])).toEqual([["a"]]);
  await again.close();

  const [file = ""] = await readdir(cacheDirectory);
  await writeFile(join(cacheDirectory, file), "something else");
  await expect(create({ cacheDirectory, tools: without }).load(sources, {})).rejects.toThrow("compiled again");
  await rm(cacheDirectory, { recursive: true });
});

opa("no policies, empty files and tests alone deny nothing", async () => {
  const loaded = await load({
    "empty.rego": "",
    "a_test.rego": "package main\ntest_a { true }\n",
  });

  expect(loaded.rules).toEqual([]);
  expect(await loaded.evaluate(["main"], [{}], {})).toEqual([[]]);
});

opa.each([
  ["only functions and values", "# A library.\npackage lib\n\nx = 1\n\nf(y) = y { true }\n", 2],
  ["a rule of another name", "package main\n\nallow { input.ok }\n", 1],
  ["a function called deny", "package main\ndeny(x) { x }\n", 1],
  ["a word that only begins like one", "package main\ndenying[x] { x := 1 }\n", 1],
  ["nothing but a package", "\npackage main\n", 2],
])("policies with %s are refused: they could never deny", async (_, text, line) => {
  const loaded = await runner.load(new Map([["lib.rego", text]]), {});

  expect(loaded).toMatchObject({
    status: "broken",
    problems: [{ path: "lib.rego", line, message: expect.stringContaining("No rule here can deny") }],
  });
});

opa("conftest's forms of rules stand side by side, in both syntaxes", async () => {
  const loaded = await load({
    "v0.rego": `package main
deny[msg] { msg := "a set" }
warn_named[{"msg": msg, "why": 1}] { msg := "objects" }
violation[{"msg": msg, "details": {"missing": missing}}] { missing := {"x"}; msg := sprintf("lacks %v", [missing]) }
deny_texts[name] = msg { name := "k"; msg := "an object of texts" }
exception[rules] { input.kind == "Free"; rules := ["", "named"] }
`,
    "v1.rego": `package main

import rego.v1

deny_one := {"msg": "one object"} if input.kind

deny_list := ["a list", {"msg": "of both"}]

warn contains "a warning" if true

deny_text := "a text" if true
`,
  });

  const [bound = [], free = []] = await messages(loaded, [{ kind: "Bound" }, { kind: "Free" }]);

  const all = ["a list", "a set", "a text", "a warning", "an object of texts", 'lacks {"x"}', "objects", "of both"];
  expect(bound.toSorted()).toEqual([...all, "one object"].toSorted());
  expect(free.toSorted()).toEqual(
    all
      .filter((one) => !["a set", 'lacks {"x"}', "objects"].includes(one))
      .concat("one object")
      .toSorted(),
  );
});

opa("rules that contradict each other fail the evaluation, as in OPA, and are named", async () => {
  const loaded = await load({ "a.rego": 'package main\ndeny = "a" { input.x }\ndeny = "b" { input.x }\n' });

  expect(await messages(loaded, [{}])).toEqual([[]]);
  await expect(evaluate(loaded, [{ x: 1 }])).rejects.toThrow(/a\.rego:2: .*conflict/);
});

opa("a built-in function that fails makes its expression undefined, as in OPA", async () => {
  const loaded = await load({
    "a.rego":
      'package main\ndeny[x] { to_number(input.n) > 1; x := "more" }\ndeny[x] { not to_number(input.n); x := "none" }\n',
  });

  expect(await messages(loaded, [{ n: "2" }, { n: "two" }])).toEqual([["more"], ["none"]]);
});

opa.each([
  [
    "a walk without end",
    'deny[x] { walk(input.big, [p, _]); walk(input.big, [q, _]); walk(input.big, [r, _]); p == [q, r]; x := "x" }',
  ],
  [
    "a memory bomb",
    'deny[x] { a := [n | n := numbers.range(1, 3000000)[_]]; b := [[a, n] | n := a[_]]; count(b) > 1; x := "x" }',
  ],
  ["a giant answer", 'deny[x] { i := numbers.range(1, 3000)[_]; x := sprintf("%0*d", [2000, i]) }'],
])("%s costs its own worker: others are answered meanwhile and afterwards", async (_, rule) => {
  const shared = create({
    workers: 2,
    timeoutMs: 2_000,
    limits: { maxMemoryBytes: 64 << 20, maxResultBytes: 1 << 20 },
  });
  const bad = expectLoaded(await shared.load(new Map([["bad.rego", `package bad\n${rule}\n`]]), {}));
  const good = expectLoaded(
    await shared.load(new Map([["good.rego", "package good\ndeny[x] { x := input.name }\n"]]), {}),
  );
  const big = Object.fromEntries(Array.from({ length: 400 }, (_one, n) => [`k${n}`, { v: [n, n] }]));

  const ended = evaluate(bad, [{ big }]).then(
    () => "answered",
    (error: Error) => error.message,
  );
  const meanwhile = await Promise.all(["a", "b", "c"].map((name) => messages(good, [{ name }])));

  expect(meanwhile).toEqual([[["a"]], [["b"]], [["c"]]]);
  expect(await ended).toMatch(/bad\.rego:2: the evaluation (?:was stopped|failed)/);
  expect(await messages(good, [{ name: "d" }])).toEqual([["d"]]);
  await shared.close();
});

function create(options: Partial<RunnerOptions> = {}) {
  return createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1, ...options });
}

async function load(files: Readonly<Record<string, string>>, data = {}) {
  return expectLoaded(await runner.load(new Map(Object.entries(files)), data));
}

function expectLoaded(loaded: LoadedPolicies) {
  if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
  return loaded;
}

type Loaded = ReturnType<typeof expectLoaded>;

function evaluate(loaded: Loaded, inputs: Parameters<Loaded["evaluate"]>[1]): Promise<readonly (readonly Denial[])[]> {
  return loaded.evaluate([...new Set(loaded.rules.map((rule) => rule.package))], inputs, {});
}

async function messages(loaded: Loaded, inputs: Parameters<Loaded["evaluate"]>[1]) {
  return (await evaluate(loaded, inputs)).map((list) => list.map(({ message }) => message));
}
