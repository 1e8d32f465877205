import { RE2JS } from "re2js";
import type { CompilePorts } from "../../adapters/opa/compile.ts";
import { type FileCoverage, measureCoverage } from "../../adapters/opa/coverage.ts";
import { runPolicyTests } from "../../adapters/opa/policy-tests.ts";
import { mayHoldSuite, runSuites } from "../../checks/admission/gatekeeper/suite.ts";
import type { Expressions } from "../../ports/expressions.ts";
import type { PolicyRunner, PolicyTestRun } from "../../ports/policies.ts";
import type { PolicyFolder } from "./folder.ts";

/** One way to write tests of policies. To add one: its row in `suites`. */
export type Suite = {
  /** What its tests are called, for people. */
  readonly name: string;
  /** Whether the folder holds any. */
  find(folder: PolicyFolder): boolean;
  /** Runs those whose full name matches `only`, an expression of RE2; all of them without. */
  run(folder: PolicyFolder, only: string | undefined, ports: SuitePorts): Promise<PolicyTestRun>;
  /** How far they reach; undefined where nobody can tell. */
  cover?(
    folder: PolicyFolder,
    only: string | undefined,
    ports: SuitePorts,
  ): Promise<readonly FileCoverage[] | undefined>;
};

export type SuitePorts = {
  readonly compiler: CompilePorts;
  readonly policies: PolicyRunner;
  readonly expressions: Expressions;
  readonly signal: AbortSignal;
};

const rego: Suite = {
  name: "Rego",
  find: (folder) => folder.rego.size > 0,
  async run({ rego, data, problems }, only, { compiler }) {
    if (problems.length > 0) return { status: "broken", problems };
    return runPolicyTests(rego, data, compiler, only);
  },
  cover: ({ rego, data }, only, { compiler }) => measureCoverage(rego, data, compiler, only),
};

const gator: Suite = {
  name: "gator",
  find: ({ files }) => [...files].some(([path, text]) => mayHoldSuite(path, text)),
  async run({ files }, only, { policies, expressions, signal }) {
    const pattern = only === undefined ? undefined : RE2JS.compile(only);
    const isWanted = (name: string) => pattern?.matcher(name).find() ?? true;
    return { status: "ran", tests: await runSuites(files, { policies, expressions }, signal, isWanted) };
  },
};

export const suites: readonly Suite[] = [rego, gator];
