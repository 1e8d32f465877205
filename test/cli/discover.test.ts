import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { discover } from "../../src/cli/discover.ts";
import { UsageError } from "../../src/cli/verb.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { commit, createRepository, temporaryDirectory } from "../adapters/git/repositories.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n";

const shop = {
  "apps/web/overlays/dev/kustomization.yaml": "resources: []\n",
  "apps/web/overlays/prod/kustomization.yaml": "resources: []\n",
  "database/database.yaml": configMap,
  "dev/cache/cache.yaml": configMap,
  "prod/more/cache/cache.yaml": configMap,
};

function repository(name: string, files: Readonly<Record<string, string>>): string {
  const directory = createRepository(join(folder.path, name));
  commit(directory, files);
  return directory;
}

async function run(directory: string, ...args: string[]) {
  const { terminal, printed } = recordingTerminal({ directory });
  const code = await discover.run(args, terminal);
  return { code, ...printed };
}

const configuration = (directory: string) => readFileSync(join(directory, ".github/fairlead.yml"), "utf8");

test("JSON holds what readers may rely on, and nothing of how it is rendered", async () => {
  const directory = repository("json", { ...shop, "broken/helmrelease.yaml": brokenRelease });
  const { code, out } = await run(directory, "--format", "json");

  const found: unknown = JSON.parse(out);
  expect(code).toBe(0);
  expect(found).toMatchObject({ applications: expect.any(Array), notEvaluated: expect.any(Array) });
  const { applications, notEvaluated } = found as Record<string, Record<string, unknown>[]>;
  for (const application of applications ?? [])
    expect(Object.keys(application)).toEqual(["name", "path", "renderer", "environment", "inputs", "why"]);
  expect(notEvaluated).toEqual([
    {
      path: "broken/helmrelease.yaml",
      line: 6,
      reason: "Its chart comes from OCIRepository x, and no file of this repository says where that is.",
    },
  ]);
});

const brokenRelease = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  interval: 1h
  chartRef: {kind: OCIRepository, name: x}
`;

test("--write makes a configuration that finds the same applications again", async () => {
  const directory = repository("fresh", shop);

  const first = await run(directory, "--write");
  const text = configuration(directory);
  const second = await run(directory, "--write");

  expect(first).toMatchObject({
    code: 0,
    err: ".github/fairlead.yml has 4 applications more. Look through it before you commit it.\n",
  });
  expect(
    text,
  ).toBe(`# What Fairlead found. Correct it: what is listed here is taken as it is written, what is not is discovered.

version: 1
applications:
  - name: cache-dev
    path: dev/cache
    renderer: plain
  - name: cache-prod
    path: prod/more/cache
    renderer: plain
  - name: database
    path: database
    renderer: plain
  - name: web
    path: apps/web/overlays/{environment}
    renderer: kustomize
`);
  expect(parseConfig(text).ok).toBe(true);
  expect(second.err).toContain("is not written: there is nothing to add");
  expect(configuration(directory)).toBe(text);
  const places = (out: string) =>
    out
      .split("\n")
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(/ +/).slice(1).join(" "));
  expect(new Set(places(second.out))).toEqual(new Set(places(first.out)));
});

test("--write adds to what is there, with its comments, and leaves names that are taken alone", async () => {
  const old = `# Ours.
version: 1
environments:
  - name: dev # first
  - name: prod
applications:
  # Kept by hand.
  - name: database
    path: dev/cache
`;
  const directory = repository("extended", { ...shop, ".github/fairlead.yml": old });

  const { code, err } = await run(directory, "--write");

  expect(code).toBe(0);
  const text = configuration(directory);
  expect(text.startsWith(old)).toBe(true);
  expect(text.slice(old.length)).toContain("  - name: web\n    path: apps/web/overlays/{environment}\n");
  expect(text.match(/name: database/g)).toHaveLength(1);
  expect(err).toContain(".github/fairlead.yml names these already, and they stay as they are: database");
});

test("--write leaves a file without applications as it is, but for what follows", async () => {
  const old = "version: 1\nenvironments:\n  - { name: dev }\n  - {name: prod,   after: [dev]} # last\n";
  const directory = repository("followed", { ...shop, ".github/fairlead.yml": old });

  await run(directory, "--write");

  const text = configuration(directory);
  expect(text.startsWith(`${old}applications:\n  - name: `)).toBe(true);
});

test("a pattern that would stand for more than was found is not written", async () => {
  const directory = repository("more", {
    "apps/dev/kustomization.yaml": "resources: [../base]\n",
    "apps/prod/kustomization.yaml": "resources: [../base]\n",
    "apps/base/kustomization.yaml": "resources: []\n",
  });

  await run(directory, "--write");

  expect(configuration(directory)).toContain("- name: apps-dev\n    path: apps/dev\n");
});

test("a configuration with errors is not touched", async () => {
  const directory = repository("wrong", { ...shop, ".github/fairlead.yml": "applications: 7\n" });

  const { code, err } = await run(directory, "--write");

  expect(code).toBe(2);
  expect(err).toContain(".github/fairlead.yml is not written. The configuration has errors; correct them first:");
  expect(configuration(directory)).toBe("applications: 7\n");
});

test("a link is not written through", async () => {
  const directory = repository("linked", shop);
  const elsewhere = join(folder.path, "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(directory, ".github"));

  const { code, err } = await run(directory, "--write");

  expect(code).toBe(2);
  expect(err).toContain("is a symbolic link, and whatever it leads to is not touched");
  expect(existsSync(join(elsewhere, "fairlead.yml"))).toBe(false);
});

test("--write and --revision exclude each other", async () => {
  const directory = repository("both", shop);

  await expect(run(directory, "--write", "--revision", "HEAD")).rejects.toThrow(UsageError);
});

test("what an engine's object has rendered stays so under the name that the configuration gives it", async () => {
  const directory = repository("flux", {
    "apps/web/web.yaml": configMap,
    "clusters/prod/web.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./apps/web
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: flux-system}
`,
  });
  mkdirSync(join(directory, ".github"));
  writeFileSync(join(directory, ".github/fairlead.yml"), "version: 1\napplications: [{name: site, path: apps/web}]\n");

  const { out } = await run(directory, "--format", "json");

  const { applications } = JSON.parse(out) as { applications: { name: string; renderer: string; why: string }[] };
  expect(applications.map(({ name, renderer }) => `${name} ${renderer}`)).toContain("site kustomize");
  expect(applications.map(({ name }) => name)).not.toContain("web");
});
