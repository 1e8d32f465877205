import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { Compared } from "./compare.ts";
import { type Contender, fairlead, fairleadPush, type Measured, measure } from "./contender.ts";
import { type FrontResult, measureFront } from "./front.ts";
import { constraintsOver, twelveRulesOver } from "./judgements.ts";
import { findPeers } from "./peers.ts";
import { manyApplications, manyCharts, oneLine, realChanges } from "./renders.ts";
import { type BenchRepository, generateRepository, type Layout, realRepository } from "./repository.ts";
import { median, shown, table } from "./table.ts";

/** `npm run bench -- [--only cold|mixed|real|push|front|applications|line|changes|charts|rules|constraints] [--runs N] [--sizes 2000,20000]` */
const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    runs: { type: "string", default: "5" },
    sizes: { type: "string", default: "2000,20000" },
  },
});

const runs = Math.max(1, Number.parseInt(values.runs, 10) || 5);
/** Where a tool runs a thousand times, two rounds say as much as five. */
const rendering = Math.min(runs, 2);
const sizes = values.sizes.split(",").map(Number);
const realData = fileURLToPath(new URL("../../shared/data/repositories/", import.meta.url));
const realNames = ["home-ops", "flux2-kustomize-helm-example", "microservices-demo", "podinfo"];

type WarmResult = {
  readonly manifests: number;
  readonly firstMs: number;
  readonly nextMs: number;
  readonly peakMiB: number;
};

const results: {
  measured: Measured[];
  warm: WarmResult[];
  front: FrontResult[];
  compared: Compared[];
  notes: string[];
} = {
  measured: [],
  warm: [],
  front: [],
  compared: [],
  notes: [],
};

/** What can be asked for by `--only`, in the order it runs. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  cold: () => generated("plain", "Everything, cold: one process over plain directories of manifests", true),
  mixed: () => generated("mixed", "Everything, cold: one service in ten is a kustomization with two overlays", false),
  real,
  push: warmPushes,
  front,
  applications: () =>
    compared("Base and head of applications that all change", manyApplications([50, 500], rendering, note)),
  line: () => compared("One line changes, among so many kustomizations", oneLine([300, 3000], rendering, note)),
  changes: () => compared("Real changes of a Flux repository", realChanges(`${realData}home-ops`, rendering, note)),
  rules: async () => report("Twelve rules over 18,000 documents, cold", await twelveRulesOver(18_000, runs, note)),
  constraints: async () =>
    report("The built-in rules and fifty constraints, cold", await constraintsOver(sizes, rendering, note)),
  charts: () => compared("Base and head of charts that all change", manyCharts(100, rendering, note)),
};

const unknown = values.only?.filter((name) => !Object.hasOwn(parts, name)) ?? [];
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(", ")}: there are ${Object.keys(parts).join(", ")}.`);
  process.exitCode = 64;
} else {
  await main();
}

async function main(): Promise<void> {
  say(
    `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} at once, node ${process.version}; medians of ${runs} runs`,
  );
  for (const [name, part] of Object.entries(parts)) {
    if (values.only !== undefined && !values.only.includes(name)) continue;
    await part().catch((error: unknown) => note(`${name} could not be measured: ${String(error)}`));
  }
  const file = fileURLToPath(new URL("results/latest.json", import.meta.url));
  mkdirSync(fileURLToPath(new URL("results/", import.meta.url)), { recursive: true });
  const machine = { platform: platform(), arch: arch(), processors: availableParallelism(), node: process.version };
  writeFileSync(
    file,
    `${JSON.stringify({ version: 1, when: new Date().toISOString(), machine, runs, ...results }, null, 2)}\n`,
  );
  say(`\nWritten to ${file}`);
}

async function generated(layout: Layout, title: string, withPeers: boolean): Promise<void> {
  const peers = withPeers ? await findPeers() : undefined;
  for (const sentence of peers?.missing ?? []) note(sentence);
  const measured: Measured[] = [];
  try {
    for (const size of sizes) {
      const contenders = [fairlead, fairleadPush, ...(peers?.contenders ?? [])];
      await withRepository(generateRepository(size, layout, 1), async (repository) => {
        measured.push(...(await measure(contenders, repository, runs, note)));
      });
    }
  } finally {
    peers?.remove();
  }
  report(title, measured);
}

async function real(): Promise<void> {
  const peers = await findPeers();
  const measured: Measured[] = [];
  try {
    for (const name of realNames) {
      const repository = realRepository(`${realData}${name}/tree`, name);
      if (repository === undefined) {
        note(`The real repository ${name} is not at ${realData}: left out.`);
        continue;
      }
      const contenders: readonly Contender[] = [fairlead, ...peers.contenders];
      await withRepository(repository, async () => {
        measured.push(...(await measure(contenders, repository, runs, note)));
      });
    }
  } finally {
    peers.remove();
  }
  if (measured.length > 0)
    report("Real repositories, cold; Fairlead renders what peers read as it is written", measured);
}

async function warmPushes(): Promise<void> {
  const program = fileURLToPath(new URL("warm.ts", import.meta.url));
  for (const size of sizes) {
    const args = [program, String(size), String(runs)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
    const told: unknown = JSON.parse(stdout);
    const { first, rest, peakMiB } = told as { first: number; rest: readonly number[]; peakMiB: number };
    results.warm.push({ manifests: size, firstMs: first, nextMs: median(rest), peakMiB });
  }
  say("\nA push of three files, judged by a process that has judged one before");
  say(
    table(
      results.warm.map(({ manifests, firstMs, nextMs, peakMiB }) => ({
        manifests: String(manifests),
        "first push": shown(firstMs, " ms"),
        "next push": shown(nextMs, " ms"),
        peak: shown(peakMiB, " MiB"),
      })),
    ),
  );
}

async function front(): Promise<void> {
  for (const atOnce of [1, 16]) results.front.push(await measureFront(atOnce === 1 ? 500 : 3000, atOnce));
  say("\nDeliveries at the front: signed, over HTTP, stored in the embedded PostgreSQL before they are answered");
  say(
    table(
      results.front.map(({ deliveries, atOnce, perSecond, p50Ms, p99Ms, peakMiB }) => ({
        "at once": String(atOnce),
        deliveries: String(deliveries),
        "per second": shown(perSecond, ""),
        p50: shown(p50Ms, " ms"),
        p99: shown(p99Ms, " ms"),
        peak: shown(peakMiB, " MiB"),
      })),
    ),
  );
}

/** Each way against the tool alone on the same revisions. */
async function compared(title: string, measuring: Promise<readonly Compared[]>): Promise<void> {
  const rows = await measuring;
  results.compared.push(...rows);
  if (rows.length === 0) return;
  const alone = new Map(rows.filter(({ how }) => how === "the tool alone").map((row) => [row.what, row.seconds]));
  say(`\n${title}`);
  say(
    table(
      rows.map(({ what, how, renders, seconds, peakMiB }) => ({
        what,
        how,
        "tool runs": how === "the tool alone" ? String(renders) : "",
        wall: shown(seconds, " s"),
        peak: shown(peakMiB, " MiB"),
        "wall ratio": shown(seconds / (alone.get(what) ?? Number.NaN), ""),
      })),
    ),
  );
}

async function withRepository(
  repository: BenchRepository,
  use: (repository: BenchRepository) => Promise<void>,
): Promise<void> {
  try {
    await use(repository);
  } finally {
    repository.remove();
  }
}

/** Each against `fairlead check --all` on the same repository, and how cost grows from the smallest to the largest. */
function report(title: string, measured: readonly Measured[]): void {
  results.measured.push(...measured);
  const ours = new Map(measured.filter(({ name }) => isOurs(name)).map((row) => [row.repository, row]));
  say(`\n${title}`);
  say(
    table(
      measured.map((row) => {
        const own = ours.get(row.repository);
        return {
          program: row.name,
          repository: row.repository,
          manifests: String(row.manifests),
          wall: shown(row.seconds, " s"),
          cpu: shown(row.cpuSeconds, " s"),
          "per manifest": shown((row.seconds / row.manifests) * 1e6, " µs"),
          peak: shown(row.peakMiB, " MiB"),
          "wall ratio": own === undefined ? "-" : shown(row.seconds / own.seconds, ""),
        };
      }),
    ),
  );
  for (const line of growth(measured)) say(`  ${line}`);
}

/** A push is another work than everything. */
function isOurs(name: string): boolean {
  return name.startsWith("fairlead") && name !== fairleadPush.name;
}

function growth(measured: readonly Measured[]): readonly string[] {
  return [...Map.groupBy(measured, ({ name }) => name)].flatMap(([name, rows]) => {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    if (first.repository.split(" ")[0] !== last.repository.split(" ")[0]) return [];
    const times = last.seconds / first.seconds;
    return [
      `${name}: ${shown(last.manifests / first.manifests, "")} times the manifests take ${shown(times, "")} times as long`,
    ];
  });
}

function note(sentence: string): void {
  results.notes.push(sentence);
  say(`  (${sentence})`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
