import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { RE2JS } from "re2js";
import { createExpressions } from "../../adapters/cel/expressions.ts";
import { createPolicyRunner } from "../../adapters/opa/runner.ts";
import { messageOf } from "../../errors.ts";
import { oneOf } from "../options.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { parsePolicyArguments } from "./arguments.ts";
import { builtInFolder, openCompiler, type PolicyFolder, readFolder } from "./folder.ts";
import { reportAsJson } from "./report-json.ts";
import { reportAsJunit } from "./report-junit.ts";
import { reportAsText } from "./report-text.ts";
import { type Suite, type SuitePorts, suites } from "./suites.ts";
import { percentOf, type TestedFolder, type TestReport } from "./test-report.ts";

const options = {
  "built-in": { type: "boolean" },
  coverage: { type: "boolean" },
  threshold: { type: "string" },
  format: { type: "string", default: "text" },
  run: { type: "string" },
  verbose: { type: "boolean", short: "v" },
} as const;

/** Runs the tests of folders, each folder by itself. */
export async function testPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parsePolicyArguments(args, options);
  const format = oneOf("--format", values.format, ["text", "json", "junit"]);
  const threshold = parseThreshold(values.threshold);
  requireExpression(values.run);
  const names = await foldersToTest(positionals, values["built-in"] === true, terminal);
  const folders = await Promise.all(names.map((name) => readFolder(name, terminal.directory)));
  const wanted = { only: values.run, coverage: values.coverage === true || threshold !== undefined };
  try {
    const tested = await withPorts(terminal, async (ports) => {
      const found: TestedFolder[] = [];
      for (const folder of folders) found.push(await testFolder(folder, wanted, ports));
      return found;
    });
    const report: TestReport = { folders: tested, threshold };
    if (format === "json") terminal.out(reportAsJson(report));
    else if (format === "junit") terminal.out(reportAsJunit(report));
    else terminal.out(reportAsText(report, { verbose: values.verbose === true, colours: terminal.colours }));
    return conclude(report, wanted, terminal);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

function conclude(report: TestReport, { only }: { readonly only: string | undefined }, terminal: Terminal): number {
  const { folders, threshold } = report;
  const tests = folders.flatMap((folder) => folder.tests);
  if (only !== undefined && tests.length === 0) {
    terminal.err(`No test matches --run ${only}.\n`);
    return exitCode.failed;
  }
  const isGood = folders.every(({ problems }) => problems.length === 0) && !tests.some(isFailed);
  if (!isGood || threshold === undefined) return isGood ? exitCode.passed : exitCode.failed;
  const percent = percentOf(folders.flatMap(({ coverage }) => coverage ?? []));
  if (percent >= threshold) return exitCode.passed;
  terminal.err(`The tests reach ${percent.toFixed(1)} % of the lines, and --threshold asks for ${threshold} %.\n`);
  return exitCode.failed;
}

function isFailed({ outcome }: { readonly outcome: string }): boolean {
  return outcome === "failed";
}

function parseThreshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`--threshold ${JSON.stringify(text)} is no percentage between 0 and 100.`);
}

/** Rego's own expressions, so that it means the same to every kind of suite. */
function requireExpression(text: string | undefined): void {
  try {
    if (text !== undefined) RE2JS.compile(text);
  } catch (error) {
    throw new UsageError(`--run ${JSON.stringify(text)} is no regular expression: ${messageOf(error)}`);
  }
}

/** Those named; the built-in ones when asked for; without a word `policies/`, where there is one. */
async function foldersToTest(
  named: readonly string[],
  builtIn: boolean,
  { directory }: Terminal,
): Promise<readonly string[]> {
  if (named.length > 0 || builtIn) return [...new Set([...(builtIn ? [builtInFolder] : []), ...named])];
  const own = await stat(resolve(directory, "policies")).catch(() => undefined);
  return [own?.isDirectory() ? "policies" : builtInFolder];
}

async function withPorts<T>(terminal: Terminal, use: (ports: SuitePorts) => Promise<T>): Promise<T> {
  const compiler = await openCompiler(terminal);
  const policies = createPolicyRunner(compiler);
  const expressions = createExpressions();
  try {
    return await use({ compiler, policies, expressions, signal: terminal.signal });
  } finally {
    await Promise.all([policies.close(), expressions.close()]);
  }
}

async function testFolder(
  folder: PolicyFolder,
  { only, coverage }: { readonly only: string | undefined; readonly coverage: boolean },
  ports: SuitePorts,
): Promise<TestedFolder> {
  const held = suites.filter((suite) => suite.find(folder));
  const runs = [];
  for (const suite of held) runs.push(await suite.run(folder, only, ports));
  return {
    name: folder.name,
    tests: runs.flatMap((run) => (run.status === "ran" ? run.tests : [])),
    problems: runs.flatMap((run) => (run.status === "broken" ? run.problems : [])),
    coverage: coverage ? await coverageOf(held, folder, only, ports) : null,
  };
}

async function coverageOf(held: readonly Suite[], folder: PolicyFolder, only: string | undefined, ports: SuitePorts) {
  const measured = [];
  for (const suite of held) measured.push((await suite.cover?.(folder, only, ports)) ?? []);
  return measured.flat();
}
