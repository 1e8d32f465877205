import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { resourceName } from "../../../../src/domain/manifest.ts";
import { plan, planFile, planned, resource, told } from "./plan-files.ts";

test.each([
  [["create"], ["create aws_x.a | n: null -> 1"]],
  [["update"], ["update aws_x.a | n: null -> 1"]],
  [["delete"], ["delete aws_x.a"]],
  [["forget"], ["forget aws_x.a"]],
  [["read"], ["read aws_x.a | n: null -> 1"]],
  [["delete", "create"], ["replace aws_x.a | n: null -> 1"]],
  [["create", "delete"], ["replace aws_x.a | n: null -> 1"]],
  [["create", "forget"], ["forget aws_x.a"]],
  [["no-op"], []],
])("the actions %j are %j", async (actions, expected) => {
  expect(await told(planFile([resource("aws_x.a", { actions, before: {}, after: { n: 1 } })]))).toEqual(expected);
});

test("a resource is called by its address, and its provider by its last name", async () => {
  const { plan } = await planned(planFile([resource('module.a["b"].aws_x.c[0]', { actions: ["create"], after: {} })]));

  expect(plan.changes.map(({ id, apiVersion }) => [resourceName(id), id, apiVersion])).toEqual([
    [
      'module.a["b"].aws_x.c[0]',
      { group: "terraform", kind: "aws_x", namespace: null, name: 'module.a["b"].aws_x.c[0]' },
      "aws",
    ],
  ]);
});

test("what is only moved or imported is said, and a data source that goes is not", async () => {
  const nothing = { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } };
  const file = planFile([
    resource("aws_x.new", nothing, { previous_address: "aws_x.old" }),
    resource("aws_x.taken", { ...nothing, importing: { id: "i-1" } }),
    resource("data.aws_y.gone", { actions: ["delete"], before: {} }, { mode: "data" }),
    resource("aws_x.left", { actions: ["delete"], before: {} }, { deposed: "abcd1234" }),
  ]);

  expect(await told(file)).toEqual([
    "delete aws_x.left (deposed abcd1234)",
    "update aws_x.new | from aws_x.old",
    "update aws_x.taken | imported",
  ]);
});

test("what is known only once it is applied is said to be, and why something is replaced", async () => {
  const update = {
    actions: ["update"],
    before: { arn: "a", tags: { x: 1 }, same: 1 },
    after: { tags: { x: 1 }, same: 1 },
    after_unknown: { arn: true, tags: { y: true }, same: false },
  };
  const replace = {
    actions: ["delete", "create"],
    before: { id: "a", az: "x", size: 1, list: [{ k: 1 }] },
    after: { az: "y", size: 2, list: [{ k: 2 }] },
    after_unknown: { id: true },
    replace_paths: [["az"], ["list", 0, "k"]],
  };

  expect(await told(planFile([resource("aws_x.a", update), resource("aws_x.b", replace)]))).toEqual([
    'replace aws_x.b | az: "x" -> "y" ! | size: 1 -> 2 | list[0].k: 1 -> 2 !',
    'update aws_x.a | arn: "a" -> ? | tags.y: null -> ?',
  ]);
});

test("lists are compared by position, and by what comes and goes where their lengths differ", async () => {
  const lists = (before: Json, after: Json) =>
    told(planFile([resource("aws_x.a", { actions: ["update"], before: { l: before }, after: { l: after } })]));

  expect(await lists([1, 2], [1, 3])).toEqual(["update aws_x.a | l[1]: 2 -> 3"]);
  expect(await lists(["a", "b", "c"], ["a", "c"])).toEqual(['update aws_x.a | l[1]: "b" -> null']);
  expect(await lists(["a"], ["x", "a"])).toEqual(['update aws_x.a | l[0]: null -> "x"']);
  expect(await lists(null, ["x"])).toEqual(['update aws_x.a | l[0]: null -> "x"']);
});

test("outputs are told as resources of their own, and drift beside the changes", async () => {
  const { plan } = await planned(
    planFile([], {
      output_changes: {
        url: { actions: ["update"], before: "a", after: "b", after_unknown: false },
        key: { actions: ["create"], before: null, after: "hunter2-key", after_sensitive: true, after_unknown: false },
        same: { actions: ["no-op"], before: 1, after: 1 },
      },
      resource_drift: [resource("aws_x.a", { actions: ["update"], before: { n: 1 }, after: { n: 2 } })],
    }),
  );

  expect(plan.changes.map(({ action, id, fields }) => [action, id.kind, id.name, fields])).toEqual([
    ["update", "output", "output.url", [{ path: "value", before: "a", after: "b" }]],
    ["create", "output", "output.key", [{ path: "value", before: null, after: "(hidden)" }]],
  ]);
  expect(plan.drift?.map(({ action, id, fields }) => [action, id.name, fields])).toEqual([
    ["update", "aws_x.a", [{ path: "n", before: 1, after: 2 }]],
  ]);
});

test("ignored attributes are counted, and a resource of nothing else is left out", async () => {
  const { plan } = await planned(
    planFile([
      resource("aws_x.a", { actions: ["update"], before: { n: 1, t: { x: 1 } }, after: { n: 2, t: { x: 2 } } }),
      resource("aws_x.b", { actions: ["update"], before: { t: { x: 1 } }, after: { t: { x: 2 } } }),
    ]),
    [["t"]],
  );

  expect(plan.changes.map(({ id, fields }) => [id.name, fields.length])).toEqual([["aws_x.a", 1]]);
});

test.each([
  ["another major version", { format_version: "2.0" }, 'its format_version is "2.0", and 1.x is known'],
  ["no version", { resource_changes: [] }, "it has no format_version"],
  ["a state", { format_version: "1.0", values: {} }, "it holds a state and no plan"],
  ["no object", [], "it is no JSON object"],
  ["broken lists", { format_version: "1.0", resource_changes: [1] }, "its lists of changes are none"],
  ["a nameless resource", planFile([{ change: {} }]), "a resource in it has no address or no change"],
  ["an unknown action", planFile([resource("aws_x.a", { actions: ["conjure"] })]), "which are unknown"],
  ["errors", planFile([], { errored: true }), "it ended with errors"],
])("%s is refused, with what is wrong", async (_, given, reason) => {
  expect(await plan(given)).toEqual({ status: "errored", reason: expect.stringContaining(reason) });
});

test("a plan that is nested without end, or full of secrets, ends in a sentence or a plan", async () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as Json;
  const list = Array.from({ length: 5_000 }, (_, index) => `secret-number-${index}`);
  const many = { actions: ["create"], after: { list, copies: list.map((text) => `a copy of ${text}`) } };

  expect(await plan(planFile([resource("aws_x.a", { actions: ["create"], after: { deep } })]))).toEqual({
    status: "errored",
    reason: "The plan file is nested too deeply to be read.",
  });
  const root = await planned(planFile([resource("aws_x.a", { ...many, after_sensitive: { list: true } })]));
  expect(JSON.stringify(root)).not.toContain("secret-number");
});

test("fields of later minor versions are passed over, and a plan that is not complete says so", async () => {
  const { plan } = await planned(planFile([], { format_version: "1.9", something: {}, complete: false }));

  expect(plan).toEqual({ status: "known", changes: [], ignored: 0, note: expect.stringContaining("another plan") });
});

const secret = 's3cr3t-value"of\nlines';

test.each<[string, JsonObject, JsonObject]>([
  ["a marked leaf", { before: { pw: "old-secret-1" }, after: { pw: secret }, after_sensitive: { pw: true } }, {}],
  ["a mark above the leaf", { after: { a: { b: [secret] } }, after_sensitive: { a: true } }, {}],
  ["a mark on everything", { after: { a: { b: [secret] } }, after_sensitive: true }, {}],
  ["a mark in a list", { after: { a: ["x", { b: secret }] }, after_sensitive: { a: [false, { b: true }] } }, {}],
  ["a mark on one side", { before: { a: secret }, after: { a: secret, n: 1 }, before_sensitive: { a: true } }, {}],
  [
    "a copy without a mark",
    { after: { a: secret, copy: `x ${secret} y`, json: JSON.stringify({ x: secret }) }, after_sensitive: { a: true } },
    {},
  ],
  [
    "a variable",
    { after: { a: secret } },
    {
      variables: { pw: { value: secret } },
      configuration: { root_module: { variables: { pw: { sensitive: true } } } },
    },
  ],
  ["a name that says so", { after: { environment: { DB_PASSWORD: secret } } }, {}],
  [
    "planned values, state and generated configuration",
    { after: {}, generated_config: secret },
    { planned_values: { x: secret }, prior_state: { x: secret }, configuration: { x: secret } },
  ],
  [
    "a sensitive output",
    { after: {} },
    { output_changes: { o: { actions: ["create"], before: null, after: secret, after_sensitive: true } } },
  ],
])("%s leaks neither into the plan nor into what policies see", async (_, change, more) => {
  const root = await planned(planFile([resource("aws_x.a", { actions: ["create"], ...change })], more));

  const seen = JSON.stringify(root);
  expect(seen).not.toContain("s3cr3t-value");
  expect(seen).not.toContain("hidden:");
});

test("a hidden value that changes is said to change, and one that does not is not", async () => {
  const sensitive = { before_sensitive: { a: true, b: true }, after_sensitive: { a: true, b: true } };
  const change = {
    actions: ["update"],
    before: { a: "one-1", b: "same" },
    after: { a: "two-2", b: "same" },
    ...sensitive,
  };

  expect(await told(planFile([resource("aws_x.a", change)]))).toEqual([
    'update aws_x.a | a: "(hidden)" -> "(hidden, changed)"',
  ]);
});

test("wherever a marked text stands, and however it is marked, nobody sees it", async () => {
  const needle = "needle-in-the-plan";
  const { value } = fc.letrec<{ value: readonly [Json, Json] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant<[Json, Json]>([needle, true]),
      fc.constant<[Json, Json]>([{ x: [needle] }, true]),
      fc.constant<[Json, Json]>([needle, false]),
      fc.constant<[Json, Json]>(["plain", false]),
      fc.array(tie("value")).map((list): [Json, Json] => [list.map(([each]) => each), list.map(([, mask]) => mask)]),
      fc
        .dictionary(fc.constantFrom("a", "b", "constructor", "__proto__x"), tie("value"))
        .map((map): [Json, Json] => [
          Object.fromEntries(Object.entries(map).map(([key, [each]]) => [key, each])),
          Object.fromEntries(Object.entries(map).map(([key, [, mask]]) => [key, mask])),
        ]),
    ),
  }));

  await fc.assert(
    fc.asyncProperty(value, value, async ([before, beforeMask], [after, afterMask]) => {
      const change = { before: { v: before }, after: { v: after, marked: needle } };
      const masks = { before_sensitive: { v: beforeMask }, after_sensitive: { v: afterMask, marked: true } };
      const root = await planned(planFile([resource("aws_x.a", { actions: ["update"], ...change, ...masks })]));

      expect(JSON.stringify(root)).not.toContain(needle);
    }),
    { numRuns: 300 },
  );
});
