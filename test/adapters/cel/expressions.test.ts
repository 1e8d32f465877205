import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../src/adapters/cel/expressions.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram } from "../../../src/ports/expressions.ts";

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

async function ask(program: Partial<ExpressionProgram>, input: JsonObject): Promise<readonly ExpressionAnswer[]> {
  const [answers = []] = await expressions.evaluate({ variables: [], expressions: [], kubernetes: 36, ...program }, [
    input,
  ]);
  return answers;
}

const object = { metadata: { name: "web" }, spec: { replicas: 3 } };

test("an expression over an object is worth a JSON value", async () => {
  expect(await ask({ expressions: ["object.spec.replicas <= 5", "object.spec.replicas + 1"] }, { object })).toEqual([
    { status: "value", value: true },
    { status: "value", value: 4 },
  ]);
});

test("a variable without a value fails only what needs it", async () => {
  const variables = [
    { name: "absent", expression: "object.spec.absent" },
    { name: "next", expression: "object.spec.replicas + 1" },
  ];
  const given = ["variables.absent == 1", "true || variables.absent == 1", "variables.next == 4"];
  expect(await ask({ variables, expressions: given }, { object })).toEqual([
    { status: "failed", reason: "no such key: absent", pointer: "/spec/absent" },
    { status: "value", value: true },
    { status: "value", value: true },
  ]);
});

test("what nobody knows is not evaluated, unless the rest decides", async () => {
  const unknown = { "request.userInfo": "nobody knows who applies it" };
  const given = [
    "request.userInfo.username == 'a'",
    "request.userInfo.username == 'a' || true",
    "request.operation == 'CREATE'",
  ];
  expect(await ask({ expressions: given, unknown }, { request: { operation: "CREATE" } })).toEqual([
    { status: "not-evaluated", reason: "nobody knows who applies it" },
    { status: "value", value: true },
    { status: "value", value: true },
  ]);
});

test("what the API server would not take as an expression is said of every input", async () => {
  const program = { variables: [], expressions: ["cel.bind(x, 1, x)"], kubernetes: 36 };
  const answer = {
    status: "failed",
    compile: true,
    reason: "undeclared reference to 'cel' (in container '') (at 1:1)",
  };
  expect(await expressions.evaluate(program, [{ object }, { object }])).toEqual([[answer], [answer]]);
});

test("what is not so is blamed on the field that makes it so", async () => {
  const spec = {
    containers: [
      { name: "a", image: "ours/a" },
      { name: "b", image: "theirs/b", ports: [{ hostPort: 80 }] },
    ],
    initContainers: [{ name: "c", image: "theirs/c" }],
    hostNetwork: true,
  };
  const all = "object.spec.?initContainers.orValue([]) + object.spec.containers";
  const given: Readonly<Record<string, string>> = {
    "!has(object.spec.hostNetwork) || !object.spec.hostNetwork": "/spec/hostNetwork",
    "object.spec.containers.all(c, c.image.startsWith('ours/'))": "/spec/containers/1/image",
    "object.spec.containers.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort)))":
      "/spec/containers/1/ports/0/hostPort",
    "!object.spec.containers.exists(c, c.image.startsWith('theirs/'))": "/spec/containers/1/image",
    "variables.all.all(c, c.name != 'b')": "/spec/containers/1/name",
    "variables.all.all(c, c.name != 'c')": "/spec/initContainers/0/name",
    "[object.spec.initContainers, object.spec.containers].all(l, l.all(c, c.name != 'a'))": "/spec/containers/0/name",
    "object.spec.containers.all(i, c, i > 0 || c.name != 'a')": "/spec/containers/0/name",
    "has(object.spec.nodeName) && object.spec.hostNetwork": "/spec/nodeName",
    "object.spec.hostNetwork ? object.spec.containers.size() > 2 : true": "/spec/containers",
    "object.spec.containers[0].image == 'x'": "/spec/containers/0/image",
    "object.spec.absent.below == 1": "/spec/absent/below",
  };
  const program = { variables: [{ name: "all", expression: all }], expressions: Object.keys(given) };
  const answers = await ask(program, { object: { spec } });
  const blamed = answers.map((answer) => ("pointer" in answer ? answer.pointer : answer));
  expect(Object.fromEntries(Object.keys(given).map((text, at) => [text, blamed[at]]))).toEqual(given);
});
