import { expect, test } from "vitest";
import { discover } from "../../src/pipeline/discover.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { ToolOutcome, Tools } from "../../src/ports/tools.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { alone, deployment, noTools, ports } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const config = { discovery: { exclude: [] }, applications: [], environments: [] };

function counting(
  answer: () => Promise<ToolOutcome> = async () => ({
    status: "ended",
    code: 0,
    stdout: deployment("web"),
    stderr: "",
  }),
) {
  const calls = { runs: 0, atOnce: 0, most: 0, version: "5.0.0" };
  const tools: Tools = {
    find: async () => ({ status: "found", path: "/kustomize", version: calls.version, origin: "PATH" }),
    async run() {
      calls.runs += 1;
      calls.atOnce += 1;
      calls.most = Math.max(calls.most, calls.atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      calls.atOnce -= 1;
      return answer();
    },
  };
  return {
    calls,
    ports: {
      tools,
      self: null,
      charts: noCharts,
      workspaces: { with: async <T>(_: unknown, use: (folder: string) => Promise<T>) => use("/nowhere") },
    },
  };
}

async function open(count: number, suffix = "") {
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      [`a${at}/kustomization.yaml`, `resources: [web.yaml]\nnamePrefix: p${at}-\n`],
      [`a${at}/web.yaml`, deployment("web")],
    ]).flat(),
  );
  const tree = treeOf({ ...files, "readme.md": suffix });
  return { tree, applications: (await discover(tree, config, alone)).applications };
}

test("equal content is rendered once, in whatever revision, however many ask", async () => {
  const { calls, ports: fake } = counting();
  const renders = createRenders();
  const [one, other] = [await open(1), await open(1, "other")];

  const answers = await Promise.all([
    ...[1, 2, 3].map(() => renders.render(one.applications[0]!, one.tree, fake)),
    renders.render(other.applications[0]!, other.tree, fake),
  ]);
  await renders.render({ ...other.applications[0]!, name: "renamed" }, other.tree, fake);

  expect(calls.runs).toBe(1);
  expect(answers.every(({ status }) => status === "rendered")).toBe(true);
});

test("another version of the tool renders again", async () => {
  const { calls, ports: fake } = counting();
  const renders = createRenders();
  const { tree, applications } = await open(1);

  await renders.render(applications[0]!, tree, fake);
  calls.version = "5.1.0";
  await renders.render(applications[0]!, tree, fake);

  expect(calls.runs).toBe(2);
});

test("no more run at once than there are slots", async () => {
  const { calls, ports: fake } = counting();
  const { tree, applications } = await open(20);

  await Promise.all(applications.map((application) => createdOnce.render(application, tree, fake)));

  expect(calls).toMatchObject({ runs: 20, most: 3 });
});

const createdOnce = createRenders({ concurrency: 3 });

test("what was not rendered for our reasons is tried again, and an author's failure is kept", async () => {
  const outcomes: ToolOutcome[] = [
    { status: "timed-out" },
    { status: "ended", code: 1, stdout: "", stderr: "error: no" },
  ];
  const { calls, ports: fake } = counting(async () => outcomes[calls.runs - 1] ?? { status: "timed-out" });
  const renders = createRenders();
  const { tree, applications } = await open(1);
  const statuses: string[] = [];

  for (let turn = 0; turn < 3; turn += 1) statuses.push((await renders.render(applications[0]!, tree, fake)).status);

  expect(statuses).toEqual(["errored", "failed", "failed"]);
  expect(calls.runs).toBe(2);
});

test("findings of shared content name the application that asks", async () => {
  const { ports: fake } = counting(async () => ({ status: "ended", code: 1, stdout: "", stderr: "error: no" }));
  const renders = createRenders();
  const { tree, applications } = await open(1);
  await renders.render(applications[0]!, tree, fake);

  expect(await renders.render({ ...applications[0]!, name: "other" }, tree, fake)).toMatchObject({
    findings: [{ application: "other" }],
  });
});

test("a renderer that throws has errored, and an unknown one too", async () => {
  const { tree, applications } = await open(1);
  const renders = createRenders();

  expect(await renders.render(applications[0]!, tree, { ...ports, tools: noTools })).toEqual({
    status: "errored",
    reason: "a0 could not be rendered: Nothing may run here.",
  });
  const [application] = applications;
  const magic = { ...application!, parts: [{ ...application!.parts[0]!, renderer: "magic" }] };
  expect(await renders.render(magic, tree, ports)).toMatchObject({ status: "errored" });
});

test("an aborted render rejects, and does not abort who shares it", async () => {
  const { ports: fake } = counting();
  const { tree, applications } = await open(1);
  const renders = createRenders({ concurrency: 1 });
  const controller = new AbortController();
  controller.abort(new Error("superseded"));

  const [first, second] = await Promise.allSettled([
    renders.render(applications[0]!, tree, { ...fake, signal: controller.signal }),
    renders.render(applications[0]!, tree, fake),
  ]);

  expect(first).toMatchObject({ status: "rejected", reason: { message: "superseded" } });
  expect(second).toMatchObject({ status: "fulfilled", value: { status: "rendered" } });
});
