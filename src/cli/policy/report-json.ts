import { countsOf, percentOf, type TestReport } from "./test-report.ts";

/** Everything, for programs. */
export function reportAsJson({ folders }: TestReport): string {
  const told = folders.map(({ name, tests, problems, coverage }) => ({
    folder: name,
    ...countsOf(tests),
    tests,
    problems,
    ...(coverage !== null &&
      coverage.length > 0 && {
        coverage: {
          percent: percentOf(coverage),
          files: coverage.map((file) => ({ path: file.path, percent: percentOf([file]), uncovered: file.uncovered })),
        },
      }),
  }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
