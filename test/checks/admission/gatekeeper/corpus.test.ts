import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { inventoryOf } from "../../../../src/checks/admission/gatekeeper/inventory.ts";
import { reviewOf } from "../../../../src/checks/admission/gatekeeper/review.ts";
import { runSuites } from "../../../../src/checks/admission/gatekeeper/suite.ts";
import { gatekeeper } from "../../../../src/checks/admission/gatekeeper.ts";
import type { JsonObject } from "../../../../src/domain/json.ts";
import type { Manifest } from "../../../../src/domain/manifest.ts";
import { toManifest } from "../../../../src/sources/manifests.ts";
import { localTools, localWorkspaces, opaPath } from "../../../adapters/opa/local-tools.ts";
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

opa.each(corpus)("opa eval says the same of $kind, with nothing of ours between", async (entry) => {
  const { kind, rego, libs = [], v1 } = entry;
  const given = Object.entries({
    "main.rego": rego,
    ...Object.fromEntries(libs.map((text, at) => [`lib${at}.rego`, text])),
  });
  const flags = ["--format", "raw", "--stdin-input", ...(v1 ? ["--v1-compatible"] : [])];
  // One run of OPA takes longer than all else here: the case with most to say stands for the others.
  const [one] = entry.cases.toSorted((a, b) => b.says.length - a.says.length);
  if (one === undefined) throw new Error(`${kind} has no cases`);
  const inventory = inventoryOf((one.inventory ?? []).map(manifestOf), () => true);
  const review = reviewOf({
    operation: "CREATE",
    object: manifestOf(one.object),
    old: null,
    application: null as never,
  });
  const files = new Map(
    [...given, ["data.json", JSON.stringify({ inventory })] as const].map(([path, text]) => [path, Buffer.from(text)]),
  );

  const outcome = await localWorkspaces.with(files, (directory) =>
    localTools.run(
      "opa",
      ["eval", ...flags, ...[...files.keys()].flatMap((path) => ["-d", path]), `data.${kind.toLowerCase()}.violation`],
      {
        directory,
        timeoutMs: 60_000,
        maxOutputBytes: 1e7,
        input: JSON.stringify({ review, parameters: withDefaults(entry) }),
      },
    ),
  );

  if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  const found = JSON.parse(outcome.stdout) as readonly { readonly msg: string }[];
  expect(found.map(({ msg }) => msg).toSorted()).toEqual(one.says);
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

function manifestOf(object: JsonObject): Manifest {
  const manifest = toManifest(object, []);
  if (typeof manifest === "string") throw new Error(manifest);
  return manifest;
}

/** The one default of the corpus, as an API server would write it. */
function withDefaults({ kind, parameters = {} }: (typeof corpus)[number]): JsonObject {
  return kind === "HostFilesystem" ? { allowed: [{ prefix: "/var/log", readOnly: true }] } : parameters;
}

/** JSON is YAML. */
function yaml(objects: readonly unknown[]): string {
  return objects.map((object) => JSON.stringify(object)).join("\n---\n");
}
