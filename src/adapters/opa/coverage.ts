import type { JsonObject } from "../../domain/json.ts";
import { testArguments, withTests } from "./policy-tests.ts";
import { type CompilePorts, runOpa } from "./run-opa.ts";

/** Which lines of a file the tests reach, of those that can be reached. */
export type FileCoverage = {
  readonly path: string;
  readonly covered: number;
  readonly uncovered: readonly number[];
};

/** How far the tests reach, for every file but the tests themselves. Undefined when tests fail: then OPA counts nothing. */
export async function measureCoverage(
  rego: ReadonlyMap<string, string>,
  data: JsonObject,
  ports: CompilePorts,
  only?: string,
): Promise<readonly FileCoverage[] | undefined> {
  return withTests({ rego, data }, ports, async (directory) => {
    const args = [...testArguments(ports, only), "--coverage", "--format", "json", "policies"];
    const { code, stdout } = await runOpa(args, directory, ports);
    return code === 0 ? parseCoverage(stdout) : undefined;
  });
}

type Range = { readonly start: { readonly row: number }; readonly end: { readonly row: number } };
type OpaCoverage = {
  readonly files?: Readonly<
    Record<string, { readonly covered?: readonly Range[]; readonly not_covered?: readonly Range[] }>
  >;
};

function parseCoverage(stdout: string): readonly FileCoverage[] {
  const { files = {} } = JSON.parse(stdout) as OpaCoverage;
  return Object.entries(files)
    .map(([path, { covered = [], not_covered = [] }]) => ({
      path: path.replace(/^policies\//, ""),
      covered: linesOf(covered).length,
      uncovered: linesOf(not_covered),
    }))
    .filter(({ path }) => !path.endsWith("_test.rego"))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function linesOf(ranges: readonly Range[]): readonly number[] {
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: end.row - start.row + 1 }, (_, index) => start.row + index),
  );
}
