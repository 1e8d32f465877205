import type { Finding } from "../../domain/finding.ts";
import { messageOf } from "../../errors.ts";
import type { PolicyProblem, PolicyTest, PolicyTestRun } from "../../ports/policies.ts";
import type { CheckPorts, CheckScope } from "../check.ts";
import type { PolicySources } from "./sources.ts";

const shown = 3;

/** The tests that the head's policies bring, run over the head's policies. */
export async function previewTests(
  { rego, data }: PolicySources,
  { head, signal }: Pick<CheckScope, "head" | "signal">,
  { policies }: Pick<CheckPorts, "policies">,
): Promise<{ readonly sentences: readonly string[]; readonly findings: readonly Finding[] }> {
  // Tests of policies from elsewhere were run where they were made.
  const files = new Map([...rego].filter(([path]) => !path.endsWith("_test.rego") || head.entries.has(path)));
  if (![...files.keys()].some((path) => path.endsWith("_test.rego"))) {
    return { sentences: rego.size === 0 ? [] : ["The proposed policies have no tests."], findings: [] };
  }
  const run = await policies.test(files, data, signal).catch((error: unknown): PolicyTestRun => {
    signal.throwIfAborted();
    const [path = ""] = [...files.keys()].filter((each) => each.endsWith("_test.rego"));
    return { status: "broken", problems: [{ path, line: 1, message: messageOf(error) }] };
  });
  if (run.status === "broken") return { sentences: [], findings: run.problems.map(problemFinding) };
  const failed = run.tests.filter(({ outcome }) => outcome === "failed");
  return { sentences: [sentence(run.tests, failed)], findings: failed.map(testFinding) };
}

function sentence(tests: readonly PolicyTest[], failed: readonly PolicyTest[]): string {
  const passed = tests.filter(({ outcome }) => outcome === "passed").length;
  const skipped = tests.length - passed - failed.length;
  const named = failed.slice(0, shown).map(({ path, line, name }) => `${path}:${line} ${name}`);
  const more = failed.length > shown ? [`and ${failed.length - shown} more`] : [];
  const which = failed.length === 0 ? "" : ` (${[...named, ...more].join(", ")})`;
  const left = skipped > 0 ? `, ${skipped} skipped` : "";
  return `Tests of the proposed policies: ${passed} passed, ${failed.length} failed${which}${left}.`;
}

function testFinding({ package: name, name: test, path, line, error }: PolicyTest): Finding {
  const why = error === null ? "" : `: ${error}`;
  return { ...about, message: `The test ${name}.${test} of these policies fails${why}.`, path, line };
}

function problemFinding({ path, line, message }: PolicyProblem): Finding {
  return { ...about, message: `The tests of these policies cannot be run: ${message}`, path, line };
}

const about = {
  check: "policy",
  rule: "test",
  severity: "error",
  application: null,
  environment: null,
  resource: null,
} as const;
