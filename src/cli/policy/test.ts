import { styleText } from "node:util";
import { runPolicyTests } from "../../adapters/opa/policy-tests.ts";
import { messageOf } from "../../errors.ts";
import type { PolicyTest } from "../../ports.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { builtInFolder, openCompiler, parseFolders, problemLines, readFolder } from "./folder.ts";

/** Runs the tests of the built-in policies and of the folders named, each folder by itself. */
export async function testPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseFolders(args, {});
  const folders = [builtInFolder, ...positionals];
  let worst: number = exitCode.passed;
  try {
    const ports = await openCompiler(terminal);
    for (const folder of new Set(folders)) {
      const title = folder === builtInFolder ? "built-in policies" : folder;
      const run = await runPolicyTests(await readFolder(folder, terminal.directory), {}, ports);
      terminal.out(
        run.status === "ran" ? summary(title, run.tests, terminal) : `${title}: broken\n${problemLines(run.problems)}`,
      );
      const good = run.status === "ran" && run.tests.every(({ outcome }) => outcome !== "failed");
      if (!good) worst = exitCode.failed;
    }
    return worst;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

function summary(title: string, tests: readonly PolicyTest[], { colours }: Terminal): string {
  const paint = (colour: "green" | "red", text: string) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;
  const failed = tests.filter(({ outcome }) => outcome === "failed");
  const skipped = tests.filter(({ outcome }) => outcome === "skipped").length;
  const lines = failed.map(
    ({ path, line, name, error }) =>
      `  ${paint("red", "failed")}  ${path}:${line}  ${name}${error === null ? "" : `: ${error}`}\n`,
  );
  const passed = tests.length - failed.length - skipped;
  const counts = [`${passed} passed`, `${failed.length} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(
    ", ",
  );
  return `${title}: ${paint(failed.length > 0 ? "red" : "green", counts)}\n${lines.join("")}`;
}
