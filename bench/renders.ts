import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTools } from "../src/adapters/tools/tools.ts";
import type { ToolName } from "../src/ports/tools.ts";
import { rendererNamed } from "../src/renderers/index.ts";
import { chartRuns, generateCharts } from "./charts.ts";
import { type Compared, check, compare, type Subject } from "./compare.ts";
import { type Changed, generateOverlays } from "./overlays.ts";
import { playPatches } from "./patches.ts";

type Say = (sentence: string) => void;

/** Applications that all change, so that both sides of every one are rendered. */
export function manyApplications(counts: readonly number[], runs: number, note: Say): Promise<readonly Compared[]> {
  return overlays(
    counts.map((count) => ({ what: `${count} applications`, kustomizations: count * 1.5, changed: "all" })),
    runs,
    note,
  );
}

/** One line of one base changes, among so many kustomizations. */
export function oneLine(counts: readonly number[], runs: number, note: Say): Promise<readonly Compared[]> {
  return overlays(
    counts.map((count) => ({ what: `one line of ${count}`, kustomizations: count, changed: "one" })),
    runs,
    note,
  );
}

type Overlays = { readonly what: string; readonly kustomizations: number; readonly changed: Changed };

async function overlays(all: readonly Overlays[], runs: number, note: Say): Promise<readonly Compared[]> {
  const { tool, verb } = await found("kustomize", note);
  const rows: Compared[] = [];
  for (const { what, kustomizations, changed } of all) {
    const revisions = generateOverlays(kustomizations, changed);
    try {
      const builds = revisions.applications.map((path) => [verb, path]);
      rows.push(...(await compare({ ...revisions, what, tool, builds }, runs)));
    } finally {
      revisions.remove();
    }
  }
  return rows;
}

/** Charts with values for three environments, one template of each changed. */
export async function manyCharts(count: number, runs: number, note: Say): Promise<readonly Compared[]> {
  if (rendererNamed("helm") === undefined) {
    note("There is no renderer of charts: left out.");
    return [];
  }
  const { tool } = await found("helm", note);
  const revisions = generateCharts(count);
  try {
    const builds = chartRuns(revisions.applications);
    return await compare({ ...revisions, what: `${count} charts × 3`, tool, builds }, runs);
  } finally {
    revisions.remove();
  }
}

/**
 * Real commits, each checked by a process of its own, and all of them once more; the tool alone builds the
 * first of them, all kustomizations on both sides, because it does not know which are affected.
 */
export async function realChanges(data: string, runs: number, note: Say): Promise<readonly Compared[]> {
  if (!existsSync(data)) {
    note(`The real changes are not at ${data}: left out.`);
    return [];
  }
  const { tool, verb } = await found("kustomize", note);
  const { directory, revisions, remove } = playPatches(data);
  const caches = mkdtempSync(join(tmpdir(), "fairlead-bench-caches-"));
  try {
    const pairs = revisions.slice(1).map((head, index) => ({ directory, base: revisions[index] ?? head, head }));
    const [first] = pairs;
    if (first === undefined) throw new Error(`${data} holds no changes.`);
    const builds = kustomizationsIn(directory).map((path) => [verb, path, "--load-restrictor=LoadRestrictionsNone"]);
    const subject: Subject = { ...first, what: "the first change", tool, builds };
    const alone = await compare(subject, runs);
    await check(first, caches, true);
    const all = [];
    for (const [how, anew] of [
      ["fairlead check", true],
      ["fairlead check, again", false],
    ] as const) {
      if (anew) rmSync(join(caches, "fairlead", "renders"), { recursive: true, force: true });
      all.push(await mean(`each of ${pairs.length} changes`, how, builds.length, pairs, caches));
    }
    return [...alone, ...all];
  } finally {
    rmSync(caches, { recursive: true, force: true });
    remove();
  }
}

async function mean(
  what: string,
  how: string,
  builds: number,
  pairs: readonly Pick<Subject, "directory" | "base" | "head">[],
  caches: string,
): Promise<Compared> {
  const sum = { seconds: 0, peakMiB: 0 };
  for (const pair of pairs) {
    const { seconds, peakMiB } = await check(pair, caches, false);
    sum.seconds += seconds / pairs.length;
    sum.peakMiB = Math.max(sum.peakMiB, peakMiB ?? Number.NaN);
  }
  return { what, how, renders: builds * 2, ...sum };
}

/** Directories with a kustomization that is no component: what a script would build. */
function kustomizationsIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => /(?:^|\/)kustomization\.ya?ml$/.test(path) && !path.startsWith(".git/"))
    .map((path) => dirname(path));
}

/** The tool that Fairlead itself uses, and what it calls building. */
async function found(name: ToolName, note: Say) {
  const tool = await createTools(process.env).find(name);
  if (tool.status === "missing") throw new Error(tool.reason);
  note(`${name} is ${tool.path} ${tool.version}`);
  return { tool, verb: tool.path.endsWith("kubectl") ? "kustomize" : "build" };
}
