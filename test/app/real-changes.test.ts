import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openClone } from "../../src/adapters/git/clone.ts";
import { check } from "../../src/cli/check.ts";
import { openCheckingPorts } from "../../src/cli/checking-ports.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import { resourceKey } from "../../src/domain/manifest.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Revision } from "../../src/domain/revision.ts";
import { affected } from "../../src/pipeline/affected.ts";
import { checkRange } from "../../src/pipeline/check.ts";
import { findSources } from "../../src/pipeline/discover/found.ts";
import type { CheckingPorts } from "../../src/pipeline/request.ts";
import type { SourceTree } from "../../src/ports/git.ts";
import type { Rendering } from "../../src/renderers/renderer.ts";
import { renderJson } from "../../src/report/json.ts";
import { cachedRepository, openTree } from "../../src/sources/tree.ts";
import { recordingTerminal } from "../cli/terminal.ts";
import { kubectl } from "../sources/kubectl.ts";
import { type Oracle, openOracle } from "./kustomize-oracle.ts";
import { playChanges, type RealRepository } from "./real-repository.ts";
import { concluded, createSetting, type Setting } from "./setting.ts";

/*
 * Real commits, each as a pull request on the local GitHub, each on the command line, and each built by
 * kustomize alone. Renders are kept by content and shared, so that nothing is built twice.
 */

const data = new URL("../../../shared/data/repositories/home-ops", import.meta.url).pathname;
const skip = !existsSync(data) || kubectl === undefined;
const patches = skip ? [] : readdirSync(`${data}/changes`).sort();
const changes = patches.map((patch, index) => [index, patch] as const);
const fullName = "acme/home-ops";

let real: RealRepository;
let setting: Setting;
let terminal: ReturnType<typeof recordingTerminal>;
let local: { readonly ports: CheckingPorts; close(): Promise<void> };
let oracle: Oracle;
const reported = new Map<string, Report>();
let seen = 0;

beforeAll(async () => {
  if (skip) return;
  [real, setting] = await Promise.all([playChanges(data), createSetting()]);
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: inject("caches") };
  terminal = recordingTerminal({ env, directory: real.directory });
  local = await openCheckingPorts(await openClone(real.directory, env), terminal.terminal);
  oracle = await openOracle(real.directory);
  await setting.start(async (request, repository, signal) => {
    const ports = { ...local.ports, repository: cachedRepository(repository, 1 << 26), signal };
    const report = await checkRange(request, ports);
    reported.set(request.head, report);
    return report;
  });
  const home = await setting.forge.repository(fullName, { collaborators: { alice: "write" } });
  for (const [index, revision] of real.revisions.entries())
    await home.take({ directory: real.directory, revision, branch: branchOf(index), author: "alice" });
  setting.forge.install(setting.app, home);
  await setting.forge.idle();
}, 120_000);

afterAll(async () => {
  if (skip) return;
  await setting.stop();
  await local.close();
  oracle.remove();
  real.remove();
});

test.skipIf(skip)("there are 30 changes", () => {
  expect(changes).toHaveLength(30);
});

test.skipIf(skip).each(changes)(
  "change %i gets one verdict, as a pull request and on the command line: %s",
  async (index, title) => {
    const { forge } = setting;
    forge.forgetRequests();
    const { number, headSha } = await forge
      .as("alice")
      .openPullRequest(fullName, { title, base: branchOf(index), head: branchOf(index + 1) });

    const report = await checkRange(rangeOf(index), local.ports);
    const run = await concluded(forge, headSha, report.conclusion === "passed" ? "success" : "failure");

    expect(report.errors).toEqual([]);
    expect(report.applications.filter(({ status }) => status === "errored")).toEqual([]);
    expect(report.applications).not.toEqual([]);
    expect(asJson(reported.get(headSha))).toEqual(asJson(report));
    expect(places(run.annotations.map(({ path, start_line: line }) => ({ path, line })))).toEqual(
      places(report.findings),
    );
    expect(ourComments(number)).toEqual([expect.stringContaining(report.head.slice(0, 7))]);
    expect(ourRequests().length, ourRequests().join("\n")).toBeLessThanOrEqual(12 + batches(run.annotations.length));
  },
);

test.skipIf(skip).each(changes)("change %i changes what kustomize itself builds differently: %s", async (index) => {
  const { base, head } = rangeOf(index);

  const ours = changedByUs(await openedTree(base), await openedTree(head));
  const theirs = await oracle.changed(base, head);

  expect(await ours).toEqual(theirs);
  seen += theirs.length;
});

test.skipIf(skip)("what kustomize builds differently is more than one manifest a change", () => {
  expect(seen).toBeGreaterThan(30);
});

test.skipIf(skip)("the verb prints the very report that the pull request got", async () => {
  const { base, head } = rangeOf(patches.findIndex((patch) => patch.startsWith("28-")));

  const code = await check.run(["--base", base, "--head", head, "--format", "json"], terminal.terminal);

  expect(withoutTime(JSON.parse(terminal.printed.out))).toEqual(asJson(reported.get(head)));
  expect(code).toBe(0);
});

/** When it was judged is another moment each time. */
function withoutTime(report: object): object {
  return { ...report, at: null };
}

function branchOf(index: number): string {
  return index === 0 ? "main" : `change-${index}`;
}

function rangeOf(index: number): Parameters<typeof checkRange>[0] & { readonly base: Revision } {
  const [base, head] = [real.revisions[index]!, real.revisions[index + 1]!];
  return {
    base,
    head,
    environments: [],
    applications: [],
    pullRequest: null,
    self: null,
    hosted: null,
    waivers: [],
    now: 0,
  };
}

function asJson(report: Report | undefined): unknown {
  return report && withoutTime(JSON.parse(renderJson(report)));
}

function places(findings: readonly { readonly path: string; readonly line: number }[]): readonly string[] {
  return [...new Set(findings.map(({ path, line }) => `${path}:${line}`))].sort();
}

function ourComments(number: number): readonly string[] {
  const { issues, comments } = setting.forge.state;
  const repository = [...setting.forge.state.repositories.values()].find(({ name }) => name === "home-ops");
  const issue = [...issues.values()].find((one) => one.number === number && one.repositoryId === repository?.id);
  return [...comments.values()]
    .filter(({ issueId, appId }) => issueId === issue?.id && appId !== null)
    .map(({ body }) => body);
}

function ourRequests(): readonly string[] {
  return setting.forge
    .requests()
    .filter(({ caller }) => /^(?:app|installation):/.test(caller))
    .map(({ operation, path }) => operation ?? path);
}

/** The first batch goes with the conclusion, which is counted already. */
function batches(annotations: number): number {
  return Math.max(0, Math.ceil(annotations / 50) - 1);
}

async function openedTree(revision: Revision): Promise<SourceTree> {
  const { repository } = local.ports;
  return openTree(repository, await repository.treeOf(revision));
}

/**
 * Rendered manifests that differ, as the oracle writes them: of what lies in the tree without engines' objects,
 * of which kustomize knows nothing. What those lay over it is told in the tests of declarations.
 */
async function changedByUs(base: SourceTree, head: SourceTree): Promise<readonly string[]> {
  const { renders } = local.ports;
  const rendering = { ...local.ports, self: null };
  const config = { discovery: { exclude: [] }, applications: [], environments: [] };
  const found = (tree: SourceTree) => findSources({ tree, seen: tree }, [], [], config);
  const [was, is] = await Promise.all([found(base), found(head)]);
  const touched = affected(
    { tree: base, applications: was.applications },
    { tree: head, applications: is.applications },
  );
  const lists = await Promise.all(
    touched
      .filter(({ application }) => application.renderer === "kustomize")
      .map(async ({ application, base: old, head: now }) => {
        const before = old === null ? null : await renders.renderOwn(old, base, rendering);
        const after = now === null ? null : await renders.renderOwn(now, head, rendering);
        return changedManifests(application.path, before, after);
      }),
  );
  return [...new Set(lists.flat())].sort();
}

function changedManifests(path: string, before: Rendering | null, after: Rendering | null): readonly string[] {
  const [old, now] = [textByKey(before), textByKey(after)];
  if (old === undefined || now === undefined) return old === now ? [] : [`${path} error`];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => `${path} ${key}`);
}

function textByKey(rendering: Rendering | null): ReadonlyMap<string, string> | undefined {
  if (rendering === null) return new Map();
  if (rendering.status !== "rendered") return undefined;
  return new Map(rendering.manifests.map(({ id, object }) => [resourceKey(id), canonicalJson(object)]));
}
