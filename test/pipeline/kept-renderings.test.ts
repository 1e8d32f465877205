import { expect, test } from "vitest";
import { discover } from "../../src/pipeline/discover.ts";
import { consulted, keep, recall } from "../../src/pipeline/kept-renderings.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { Charts, FetchedChart } from "../../src/ports/charts.ts";
import type { KeptRendering, RenderStore } from "../../src/ports/renders.ts";
import type { ToolOutcome, Tools } from "../../src/ports/tools.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { alone, deployment } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const config = { discovery: { exclude: [] }, applications: [], environments: [] };
const chart = { repository: "https://charts.example.com", name: "redis", version: "1.2.3" };

test("a second process renders nothing of what a first one has rendered", async () => {
  const store = memory();
  const first = await renderAll(store, deployment("web"));
  const second = await renderAll(store, deployment("web"));

  expect([first.runs, second.runs]).toEqual([3, 0]);
  expect(second.answers).toEqual(first.answers);
});

test("a changed file is rendered again, and only what reads it", async () => {
  const store = memory();
  await renderAll(store, deployment("web"));

  expect((await renderAll(store, deployment("web"), { "a1/web.yaml": deployment("changed") })).runs).toBe(1);
});

test.each([
  ["a Secret's data", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata: {password: bWFya2Vy}\n"],
  ["a Secret's text", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: marker}\n"],
  ["a misspelt Secret", "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringdata: {password: marker}\n"],
  [
    "a password in an env",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec: {containers: [{name: a, image: a, env: [{name: DB_PASSWORD, value: tr0ub4dor-marker}]}]}\n",
  ],
])("%s is kept in no store, and rendered again", async (_, text) => {
  const store = memory();
  const first = await renderAll(store, `${deployment("web")}---\n${text}`);
  const second = await renderAll(store, `${deployment("web")}---\n${text}`);

  expect(first.answers.every(({ status }) => status === "rendered")).toBe(true);
  expect([first.runs, second.runs]).toEqual([3, 3]);
  expect(JSON.stringify([...store.kept])).not.toMatch(/marker|bWFya2Vy/);
});

test("what failed or errored is in no store", async () => {
  const store = memory();
  const failed = await renderAll(store, { status: "ended", code: 1, stdout: "", stderr: "error: no" });
  const errored = await renderAll(store, { status: "timed-out" });

  expect(failed.answers[0]?.status).toBe("failed");
  expect(errored.answers[0]?.status).toBe("errored");
  expect(store.kept.size).toBe(0);
});

test("plain manifests are in no store: no program makes them", async () => {
  const store = memory();
  const tree = treeOf({ "plain/web.yaml": deployment("web") });
  const { applications } = await discover(tree, config, alone);

  await createRenders({ store }).render(applications[0]!, tree, portsOf(async () => ({ status: "timed-out" })).ports);

  expect(applications).toHaveLength(1);
  expect(store.kept.size).toBe(0);
});

test("what a render heard about charts has to be so still", async () => {
  const store = memory();
  const fetched = (digest: string): FetchedChart => ({ status: "fetched", archive: new Uint8Array(), digest });
  const charts = (refusal: string | null, answer: () => Promise<FetchedChart>): Charts => ({
    refusal: () => refusal,
    fetch: answer,
  });
  const then = consulted(charts(null, async () => fetched("sha256:1")));
  then.charts.refusal(chart);
  await then.charts.fetch(chart);
  await keep("key", { status: "rendered", manifests: [], findings: [] }, then.heard, store);

  const recalled = async (now: Charts) => (await recall("key", store, now))?.status;
  expect(await recalled(charts(null, async () => fetched("sha256:1")))).toBe("rendered");
  expect(await recalled(charts(null, async () => fetched("sha256:2")))).toBeUndefined();
  expect(await recalled(charts("The host is not allowed any more.", async () => fetched("sha256:1")))).toBeUndefined();
  expect(await recalled(charts(null, () => Promise.reject(new Error("away"))))).toBeUndefined();
});

function memory(): RenderStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: async (key) => {
      const text = kept.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as KeptRendering);
    },
    write: async (key, rendering) => void kept.set(key, JSON.stringify(rendering)),
  };
}

/** Three kustomizations, rendered by a process of their own. */
async function renderAll(store: RenderStore, output: string | ToolOutcome, changed: Record<string, string> = {}) {
  const outcome: ToolOutcome =
    typeof output === "string" ? { status: "ended", code: 0, stdout: output, stderr: "" } : output;
  const files = Object.fromEntries(
    [0, 1, 2].flatMap((at) => [
      [`a${at}/kustomization.yaml`, `resources: [web.yaml]\nnamePrefix: p${at}-\n`],
      [`a${at}/web.yaml`, deployment("web")],
    ]),
  );
  const tree = treeOf({ ...files, ...changed });
  const { applications } = await discover(tree, config, alone);
  const { calls, ports } = portsOf(async () => outcome);
  const renders = createRenders({ store });
  const answers = await Promise.all(applications.map((application) => renders.render(application, tree, ports)));
  return { runs: calls.runs, answers };
}

function portsOf(answer: () => Promise<ToolOutcome>) {
  const calls = { runs: 0 };
  const tools: Tools = {
    find: async () => ({ status: "found", path: "/kustomize", version: "5.0.0", origin: "PATH" }),
    run: async () => {
      calls.runs += 1;
      return answer();
    },
  };
  const workspaces = { with: async <T>(_: unknown, use: (folder: string) => Promise<T>) => use("/nowhere") };
  return { calls, ports: { tools, self: null, charts: noCharts, workspaces } };
}
