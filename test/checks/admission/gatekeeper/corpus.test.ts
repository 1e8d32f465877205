import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runSuites } from "../../../../src/checks/admission/gatekeeper/suite.ts";
import { gatekeeper } from "../../../../src/checks/admission/gatekeeper.ts";
import { opaPath } from "../../../adapters/opa/local-tools.ts";
import { admission, ports } from "../admissions.ts";
import { constraintOf, corpus, suiteFiles, templateOf } from "./corpus.ts";

const opa = test.skipIf(opaPath === undefined);
const run = promisify(execFile);
const gator = await run("gator", ["--help"]).then(
  () => true,
  () => false,
);

const cases = corpus.flatMap((entry) =>
  entry.cases.map((one) => ({ entry, one, title: `${entry.kind}: ${one.name}` })),
);

opa.each(cases)("$title", async ({ entry, one }) => {
  const answers = await gatekeeper.judge(
    admission({
      rules: yaml([templateOf(entry), constraintOf(entry)]),
      objects: yaml([one.object]),
      around: yaml(one.inventory ?? []),
    }),
    ports,
  );

  expect(answers.map((answer) => (answer.status === "refused" ? answer.message : answer)).toSorted()).toEqual(one.says);
});

opa("all templates of the corpus stand beside each other in one environment", async () => {
  const rules = yaml(corpus.flatMap((entry) => [templateOf(entry), constraintOf(entry)]));
  const [{ entry, one }] = cases as [(typeof cases)[number]];

  const answers = await gatekeeper.judge(admission({ rules, objects: yaml([one.object]) }), ports);

  const own = answers.filter(({ rule }) => rule === `${entry.kind}/corpus`);
  expect(own.map((answer) => (answer.status === "refused" ? answer.message : answer))).toEqual(one.says);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["refused"]));
});

opa("the corpus passes as suites", async () => {
  const told = await runSuites(
    new Map(corpus.flatMap((entry) => [...suiteFiles(entry)])),
    ports,
    new AbortController().signal,
  );

  expect(told.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  expect(told).toHaveLength(cases.length);
});

test.skipIf(!gator)("gator itself says the same of the corpus", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fairlead-gator-"));
  try {
    for (const [path, text] of corpus.flatMap((entry) => [...suiteFiles(entry)])) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { stdout } = await run("gator", ["verify", `${folder}/...`]);

    expect(stdout).toContain("PASS");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** JSON is YAML. */
function yaml(objects: readonly unknown[]): string {
  return objects.map((object) => JSON.stringify(object)).join("\n---\n");
}
