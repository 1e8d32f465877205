import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FoundTool } from "../src/ports/tools.ts";
import type { LoopOrder } from "./loop.ts";
import { checkOut } from "./overlays.ts";
import { median } from "./table.ts";
import { type Cost, timed } from "./timed.ts";

/** What is compared: two revisions, and how anybody would render what they hold. */
export type Subject = {
  readonly what: string;
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  readonly tool: FoundTool & { readonly status: "found" };
  /** The tool's arguments, for each application. */
  readonly builds: readonly (readonly string[])[];
};

/** What one way to compare two revisions cost. */
export type Compared = {
  readonly what: string;
  readonly how: string;
  /** What the tool alone renders, on both sides. */
  readonly renders: number;
  /** Not the processor's time: what a launcher's programs took is told to nobody who waits for us. */
  readonly seconds: number;
  readonly peakMiB: number | null;
};

type Way = { readonly how: string; run(): Promise<Cost> };

const program = fileURLToPath(new URL("../bin/fairlead.mjs", import.meta.url));
const loop = fileURLToPath(new URL("loop.ts", import.meta.url));

/** Fairlead with nothing rendered before, and once more in a new process, against the tool alone: in turns. */
export async function compare(subject: Subject, runs: number): Promise<readonly Compared[]> {
  const caches = mkdtempSync(join(tmpdir(), "fairlead-bench-caches-"));
  const checkouts = [checkOut(subject, subject.base), checkOut(subject, subject.head)] as const;
  const order = join(caches, "order.json");
  const { tool, builds } = subject;
  writeFileSync(order, JSON.stringify({ program: tool.path, checkouts, applications: builds } satisfies LoopOrder));
  const ways: readonly Way[] = [
    { how: "fairlead check", run: () => check(subject, caches, true) },
    { how: "fairlead check, again", run: () => check(subject, caches, false) },
    { how: "the tool alone", run: () => timed(process.execPath, [loop, order], subject.directory) },
  ];
  try {
    // What a machine does once: compiling policies, and our own code.
    await check({ ...subject, head: subject.base }, caches, true);
    return await inTurns(subject, ways, runs);
  } finally {
    for (const path of [...checkouts, caches]) rmSync(path, { recursive: true, force: true });
  }
}

/** A whole process; `anew` forgets what was rendered before. */
export async function check(
  { directory, base, head }: Pick<Subject, "directory" | "base" | "head">,
  caches: string,
  anew: boolean,
): Promise<Cost> {
  if (anew) rmSync(join(caches, "fairlead", "renders"), { recursive: true, force: true });
  const args = ["check", "--base", base, "--head", head, "--repo", directory, "--format", "json"];
  const cost = await timed(program, args, directory, { ...process.env, XDG_CACHE_HOME: caches });
  if (!cost.stdout.startsWith("{")) throw new Error(`fairlead check said ${cost.stderr.trim().slice(0, 300)}`);
  return cost;
}

async function inTurns({ what, builds }: Subject, ways: readonly Way[], runs: number): Promise<readonly Compared[]> {
  const costs = ways.map((): Cost[] => []);
  for (let round = 0; round < runs; round += 1) {
    for (const [index, way] of ways.entries()) costs[index]?.push(await way.run());
  }
  return ways.map(({ how }, index) => {
    const own = costs[index] ?? [];
    const middle = (of: (cost: Cost) => number | null) => medianOf(own.map(of));
    return {
      what,
      how,
      renders: builds.length * 2,
      seconds: middle(({ seconds }) => seconds) ?? Number.NaN,
      peakMiB: middle(({ peakMiB }) => peakMiB),
    };
  });
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
