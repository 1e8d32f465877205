import { fileURLToPath } from "node:url";
import type { BenchRepository } from "./repository.ts";
import { median } from "./table.ts";
import { type Cost, timed } from "./timed.ts";

/** A program that judges a repository from the outside. */
export type Contender = {
  readonly name: string;
  readonly command: string;
  args(repository: BenchRepository): readonly string[];
  /** Whether it did its work: most exit with 1 when they find something. */
  worked(cost: Cost): boolean;
};

export type Measured = {
  readonly name: string;
  readonly repository: string;
  readonly manifests: number;
  readonly runs: number;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly peakMiB: number | null;
};

const program = fileURLToPath(new URL("../bin/fairlead.mjs", import.meta.url));

/** Everything at once: YAML, schema, policies and secrets. */
export const fairlead: Contender = {
  name: "fairlead check --all",
  command: program,
  args: ({ directory }) => ["check", "--all", "--repo", directory, "--format", "json"],
  worked: ({ code, stdout }) => (code === 0 || code === 1) && stdout.startsWith("{"),
};

/** A push of three files, in a process of its own. */
export const fairleadPush: Contender = {
  name: "fairlead check (3 files)",
  command: program,
  args: ({ directory, base, pushes }) => [
    "check",
    "--base",
    base,
    "--head",
    pushes[0] ?? base,
    "--repo",
    directory,
    "--format",
    "json",
  ],
  worked: fairlead.worked,
};

/** Each in turn, round by round, so that a machine that grows slower is slower for all; the first round warms up. */
export async function measure(
  contenders: readonly Contender[],
  repository: BenchRepository,
  runs: number,
  say: (text: string) => void,
): Promise<readonly Measured[]> {
  const costs = new Map<Contender, Cost[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const [contender, list] of costs) {
      const cost = await timed(contender.command, contender.args(repository), repository.directory);
      if (!contender.worked(cost)) {
        say(`${contender.name} did not do its work on ${repository.name}: ${lastLine(cost)}`);
        costs.delete(contender);
      } else if (round > 0) list.push(cost);
    }
  }
  return [...costs].map(([{ name }, list]) => summarise(name, repository, list));
}

function summarise(name: string, { name: repository, count }: BenchRepository, costs: readonly Cost[]): Measured {
  return {
    name,
    repository,
    manifests: count,
    runs: costs.length,
    seconds: median(costs.map(({ seconds }) => seconds)),
    cpuSeconds: medianOf(costs.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: medianOf(costs.map(({ peakMiB }) => peakMiB)),
  };
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

function lastLine({ code, stdout, stderr }: Cost): string {
  return `exit code ${code}, ${(stderr || stdout).trim().split("\n").at(-1)?.slice(0, 200) ?? ""}`;
}
