import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTools } from "../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { resourceKey } from "../../src/domain/manifest.ts";
import { affected } from "../../src/pipeline/affected.ts";
import { discover } from "../../src/pipeline/discover.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { SourceTree } from "../../src/ports.ts";
import type { Rendering } from "../../src/renderers/renderer.ts";
import { cachedRepository, openTree } from "../../src/sources/tree.ts";
import { kubectl } from "../sources/kubectl.ts";
import { buildEverything, changedByBuild } from "./kustomize-oracle.ts";
import { playChanges, type RealRepository } from "./real-repository.ts";

const data = new URL("../../../shared/data/repositories/home-ops", import.meta.url).pathname;
const skip = !existsSync(data) || kubectl === undefined;
let seen = 0;
const changes = skip ? [] : readdirSync(`${data}/changes`).sort();

const ports = { tools: createTools(process.env), workspaces: createWorkspaces() };
const renders = createRenders();
const config = { discovery: { exclude: [] }, applications: [], environments: [] };
let repository: RealRepository;
let objects: RealRepository["objects"];

beforeAll(async () => {
  if (skip) return;
  repository = await playChanges(data);
  objects = cachedRepository(repository.objects, 1 << 26);
});

afterAll(() => {
  if (!skip) repository.remove();
});

test.skipIf(skip).each(changes.map((name, index) => [index, name] as const))(
  "change %i changes what kustomize itself builds differently: %s",
  async (index) => {
    const [before, after] = [repository.revisions[index]!, repository.revisions[index + 1]!];
    const [base, head] = await Promise.all([open(before.tree), open(after.tree)]);

    const ours = await changedByUs(base, head);
    const oracle = changedByBuild(
      await buildEverything(repository.directory, before.commit, availableParallelism()),
      await buildEverything(repository.directory, after.commit, availableParallelism()),
    );

    expect(ours).toEqual(oracle);
    seen += oracle.length;
  },
  120_000,
);

test.skipIf(skip)("there were 30 changes, and they changed something", () => {
  expect(changes).toHaveLength(30);
  expect(seen).toBeGreaterThan(30);
});

async function open(tree: string) {
  return openTree(objects, tree as never);
}

/** Rendered manifests that differ, as `directory key`; a side that has an error is `directory error`. */
async function changedByUs(base: SourceTree, head: SourceTree): Promise<string[]> {
  const [was, is] = await Promise.all([discover(base, config), discover(head, config)]);
  const touched = affected(
    { tree: base, applications: was.applications },
    { tree: head, applications: is.applications },
  );
  const lists = await Promise.all(
    touched
      .filter(({ application }) => application.renderer === "kustomize")
      .map(async ({ application, base: old, head: now }) => {
        const before = old === null ? null : await renders.render(old, base, ports);
        const after = now === null ? null : await renders.render(now, head, ports);
        return changedManifests(application.path, before, after);
      }),
  );
  return [...new Set(lists.flat())].sort();
}

function changedManifests(path: string, before: Rendering | null, after: Rendering | null): string[] {
  const [old, now] = [textByKey(before), textByKey(after)];
  if (old === undefined || now === undefined) return old === now ? [] : [`${path} error`];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => `${path} ${key}`);
}

function textByKey(rendering: Rendering | null): Map<string, string> | undefined {
  if (rendering === null) return new Map();
  if (rendering.status !== "rendered") return undefined;
  return new Map(
    rendering.manifests.map((manifest: Manifest) => [resourceKey(manifest.id), canonicalJson(manifest.object)]),
  );
}
