import { styleText } from "node:util";
import type { PolicyTest } from "../../ports/policies.ts";
import { problemLines } from "./folder.ts";
import { countsOf, percentOf, rangesOf, type TestedFolder, type TestReport } from "./test-report.ts";

type Shown = { readonly verbose: boolean; readonly colours: boolean };

/** A line for each folder, one for each test that fails, and how far they reach where that was asked for. */
export function reportAsText({ folders }: TestReport, shown: Shown): string {
  return folders.map((folder) => `${tested(folder, shown)}${reached(folder)}`).join("");
}

function tested({ name, tests, problems }: TestedFolder, { verbose, colours }: Shown): string {
  const paint = (colour: "green" | "red" | "yellow", text: string) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  const { passed, failed, skipped } = countsOf(tests);
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  const words = tests.length === 0 ? "no tests" : paint(failed > 0 ? "red" : "green", counts);
  const head =
    problems.length === 0 ? `${name}: ${words}\n` : `${name}: ${paint("red", "broken")}\n${problemLines(problems)}`;
  const lines = tests.filter(({ outcome }) => verbose || outcome === "failed").map((test) => line(test, paint));
  return `${head}${lines.join("")}`;
}

const colours = { passed: "green", failed: "red", skipped: "yellow" } as const;

function line(
  { outcome, path, line: row, name, error }: PolicyTest,
  paint: (colour: "green" | "red" | "yellow", text: string) => string,
): string {
  const why = error === null ? "" : `: ${error}`;
  return `  ${paint(colours[outcome], outcome.padEnd(7))} ${path}:${row}  ${name}${why}\n`;
}

function reached({ coverage, name, tests }: TestedFolder): string {
  if (coverage === null || tests.length === 0) return "";
  if (coverage.length === 0) return `${name}: how far the tests reach is not known while some fail\n`;
  const rows = coverage.map((file) => {
    const missing = file.uncovered.length === 0 ? "" : `  not reached: ${rangesOf(file.uncovered)}`;
    return `  ${percent([file])}  ${file.path}${missing}\n`;
  });
  return `${name}: the tests reach ${percent(coverage).trim()} of the lines\n${rows.join("")}`;
}

function percent(files: Parameters<typeof percentOf>[0]): string {
  return `${percentOf(files).toFixed(1).padStart(5)} %`;
}
