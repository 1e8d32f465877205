import type { FileCoverage } from "../../adapters/opa/coverage.ts";
import type { PolicyProblem, PolicyTest } from "../../ports/policies.ts";

/** What became of the tests of each folder. */
export type TestReport = {
  readonly folders: readonly TestedFolder[];
  /** Percent of the lines that tests must reach. */
  readonly threshold: number | undefined;
};

export type TestedFolder = {
  readonly name: string;
  readonly tests: readonly PolicyTest[];
  /** Why its tests could not be run. */
  readonly problems: readonly PolicyProblem[];
  /** Null unless it was asked for; empty when nobody can tell, because tests fail. */
  readonly coverage: readonly FileCoverage[] | null;
};

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export function countsOf(tests: readonly PolicyTest[]): Counts {
  const many = (outcome: PolicyTest["outcome"]) => tests.filter((test) => test.outcome === outcome).length;
  return { passed: many("passed"), failed: many("failed"), skipped: many("skipped") };
}

/** Of all lines that can be reached; 100 where there are none, as nothing is left to reach. */
export function percentOf(files: readonly FileCoverage[]): number {
  const covered = files.reduce((sum, file) => sum + file.covered, 0);
  const all = files.reduce((sum, file) => sum + file.covered + file.uncovered.length, 0);
  return all === 0 ? 100 : (covered / all) * 100;
}

/** `3, 7-9`. */
export function rangesOf(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
