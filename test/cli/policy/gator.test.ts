import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { policy } from "../../../src/cli/policy.ts";
import { opaPath } from "../../adapters/opa/local-tools.ts";
import { recordingTerminal } from "../terminal.ts";

const opa = test.skipIf(opaPath === undefined);

opa("suites of gator are tests like others", async () => {
  const { code, out } = await run(".", "test", "examples/gatekeeper", "-v");

  expect(code).toBe(0);
  expect(out.split("\n").slice(0, 6)).toEqual([
    "examples/gatekeeper: 5 passed, 0 failed",
    "  passed  examples/gatekeeper/trusted-images/suite.yaml:10  registries/ours",
    "  passed  examples/gatekeeper/trusted-images/suite.yaml:14  registries/another",
    "  passed  examples/gatekeeper/trusted-images/suite.yaml:19  registries must be a list",
    "  passed  examples/gatekeeper/unique-host/suite.yaml:10  hosts/free",
    "  passed  examples/gatekeeper/unique-host/suite.yaml:15  hosts/taken",
  ]);
});

opa("only those that are asked for run", async () => {
  const { out } = await run(".", "test", "examples/gatekeeper", "--run", "^hosts/f");

  expect(out).toBe("examples/gatekeeper: 1 passed, 0 failed\n");
});

opa("a suite that finds less than it expects fails", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-suite-"));
  try {
    await writeFile(
      join(directory, "suite.yaml"),
      "apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests: [{ name: a, template: none.yaml, constraint: c.yaml }]\n",
    );

    const { code, out } = await run(directory, "test", ".");

    expect(code).toBe(1);
    expect(out).toContain("failed  suite.yaml:3  a: there is no none.yaml among the files of the suite");
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function run(folder: string, ...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal({ directory: resolve(folder) });
  const code = await policy.run([...args], terminal);
  return { code, ...printed };
}
