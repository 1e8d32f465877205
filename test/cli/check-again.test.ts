import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { afterAll, expect, inject, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { kubectl } from "../sources/kubectl.ts";
import { recordingTerminal } from "./terminal.ts";

/** A head that is checked again by a process that shares nothing with the first but the user's caches. */

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const caches = join(folder.path, "caches");
// Policies are compiled once for the whole run; nothing else of its caches is used here.
mkdirSync(join(caches, "fairlead"), { recursive: true });
symlinkSync(join(inject("caches"), "fairlead", "policies"), join(caches, "fairlead", "policies"));
const runsFile = join(folder.path, "runs");

const configMap = (mode: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {mode: ${mode}}\n`;
const kustomization = "resources: [web.yaml]\n";
const secrets = 'secretGenerator: [{name: db, literals: ["password=Xq7MarkerOfTheTests"]}]\n';

const shop = createRepository(join(folder.path, "shop"));
const start = commit(shop, {
  "apps/web/web.yaml": configMap("calm"),
  "apps/web/kustomization.yaml": kustomization,
  "apps/other/web.yaml": configMap("other"),
  "apps/other/kustomization.yaml": kustomization,
  "apps/db/kustomization.yaml": secrets,
});
git(shop, "checkout", "--quiet", "-b", "change");
commit(shop, { "apps/web/web.yaml": configMap("busy") });
git(shop, "checkout", "--quiet", "-b", "secret");
commit(shop, { "apps/db/kustomization.yaml": `${secrets}namePrefix: my-\n` });

test.skipIf(kubectl === undefined)("the second check of a head runs no tool and says the same", async () => {
  const [first, second] = [await run("change"), await run("change")];

  expect([first.built, second.built], "base and head of the one application that changes").toEqual([2, 0]);
  expect({ ...JSON.parse(second.report), at: null }).toEqual({ ...JSON.parse(first.report), at: null });
});

test.skipIf(kubectl === undefined)("what holds a Secret's value is built again, and is in no file", async () => {
  const [first, second] = [await run("secret"), await run("secret")];

  expect(first.report).toContain("my-db");
  expect([first.built, second.built]).toEqual([2, 2]);
  const kept = readdirSync(join(caches, "fairlead", "renders")).filter((name) => name.endsWith(".render"));
  const texts = kept.map((name) =>
    zstdDecompressSync(readFileSync(join(caches, "fairlead", "renders", name)).subarray(64)),
  );
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text.toString()).not.toMatch(/Xq7Marker|WHE3TWFya2Vy/);
});

async function run(head: string) {
  const env = { PATH: `${countingKustomize()}${delimiter}${process.env.PATH}`, XDG_CACHE_HOME: caches };
  const { terminal, printed } = recordingTerminal({ env, directory: shop });
  writeFileSync(runsFile, "");
  const base = head === "change" ? start : "change";
  await check.run(["--base", base, "--head", head, "--format", "json"], terminal);
  return { built: readFileSync(runsFile, "utf8").length, report: printed.out };
}

/** A kustomize that notes each build; its folder. */
function countingKustomize(): string {
  const directory = join(folder.path, "bin");
  mkdirSync(directory, { recursive: true });
  const script = `#!/bin/sh
if [ "$1" = version ]; then echo v5.7.1; exit 0; fi
shift
printf x >> ${runsFile}
exec ${kubectl} kustomize "$@"
`;
  writeFileSync(join(directory, "kustomize"), script, { mode: 0o755 });
  return directory;
}
