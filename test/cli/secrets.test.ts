import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { plan } from "../../src/cli/plan.ts";
import { render } from "../../src/cli/render.ts";
import type { Verb } from "../../src/cli/verb.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

/** In every value, so that one search finds them all; base64 of it holds `encoded` at any offset of three. */
const marker = "hunter2hunter2";
const encoded = /aHVudGVyM|h1bnRlcj|odW50ZXIy/;

const annotation = (value: string) => `kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"${value}"}}'`;

const files = (version: string): Record<string, string> => ({
  "plain/a.yaml": `apiVersion: v1
kind: Secret
metadata: {name: a, annotations: {${annotation(marker + version)}}}
stringData: {password: ${marker}${version}}
data: {other: ${Buffer.from(marker + version).toString("base64")}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, annotations: {${annotation(marker + version)}}}
data: {version: "${version}", url: "postgres://shop:${marker}${version}@db.internal/shop"}
`,
  [`plain/only-${version}.yaml`]: `apiVersion: v1
kind: Secret
metadata: {name: only-${version}}
stringData: {password: ${marker}}
`,
  "list/a.yaml": `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: b}, stringData: {password: ${marker}${version}}}
  - apiVersion: v1
    kind: SecretList
    items: [{metadata: {name: d}, stringData: {password: ${marker}${version}}}]
`,
  "generated/kustomization.yaml": `secretGenerator:
  - {name: g, literals: [password=${marker}${version}]}
  - {name: f, files: [value.txt]}
  - {name: e, envs: [value.env]}
`,
  "generated/value.txt": marker + version,
  "generated/value.env": `password=${marker}${version}\n`,
});

const broken: Record<string, string> = {
  "broken/a.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: "${marker}\n`,
  "broken/b.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData: {password: *${marker}}\n`,
  "wrong/a.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: {x: ${marker}}\nstringData: ${marker}\ndata: [${marker}]\n`,
  "patch/kustomization.yaml": `resources: [a.yaml]\npatches:\n  - target: {kind: Secret}\n    patch: |-\n      - {op: replace, path: /stringData/none, value: ${marker}}\n`,
  "patch/a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
  "literal/kustomization.yaml": `secretGenerator:\n  - {name: g, literals: [${marker}]}\n`,
};

const directory = createRepository(join(folder.path, "shop"));
commit(directory, files("one"));
git(directory, "tag", "one");
git(directory, "rm", "--quiet", "-r", "plain");
commit(directory, files("two"));
git(directory, "tag", "two");
commit(directory, broken);
git(directory, "tag", "broken");

const ranges = [
  ["--base", "one", "--head", "two"],
  ["--base", "two", "--head", "broken"],
  ["--all", "--head", "two"],
  ["--all", "--head", "broken"],
];
const formats = ["text", "json", "sarif", "github", "markdown"];

test.each(ranges.flatMap((range) => formats.map((format) => [...range, "--format", format])))(
  "no value of a secret is in what check prints: %s %s %s %s %s %s",
  async (...args) => {
    expectNone(await run(check, args));
  },
);

test("no value of a secret is in a plan or a rendering, creates and deletes included", async () => {
  const planned = await run(plan, ["--base", "one", "--head", "two"]);

  expect(planned).toContain("only-one");
  expect(planned).toContain("only-two");
  expectNone(planned);
  const rendered = await run(render, ["--revision", "broken"]);
  expect(rendered).toContain("kind: Secret");
  expect(rendered.replaceAll(/^ +url: .*$/gm, "")).not.toMatch(marker);
});

function expectNone(printed: string): void {
  expect(printed).not.toBe("");
  expect(printed).not.toContain(marker);
  expect(printed).not.toMatch(encoded);
}

async function run(verb: Verb, args: readonly string[]): Promise<string> {
  const { terminal, printed } = recordingTerminal({ directory });
  await verb.run(args, terminal);
  return printed.out + printed.err;
}
