import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { discover } from "../../src/cli/discover.ts";
import { render } from "../../src/cli/render.ts";
import { UsageError, type Verb } from "../../src/cli/verb.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\ndata:\n  mode: ${value}\n`;

const directory = createRepository(join(folder.path, "shop"));
commit(directory, {
  "apps/web/base/web.yaml": configMap('"on"'),
  "apps/web/base/kustomization.yaml": "resources: [web.yaml]\n",
  "apps/web/overlays/dev/kustomization.yaml": "namePrefix: dev-\nresources: [../../base]\n",
  "apps/web/overlays/prod/kustomization.yaml": "namePrefix: prod-\nresources: [../../base]\n",
});
git(directory, "tag", "v1");

test("the work tree is rendered as it is, and text that YAML 1.1 reads as something else stays text", async () => {
  const clone = join(folder.path, "edited");
  git(folder.path, "clone", "--quiet", directory, clone);
  writeFileSync(join(clone, "apps/web/base/web.yaml"), configMap('"0777"'));

  const now = await run(render, ["--environment", "prod"], clone);
  const then = await run(render, ["--environment", "prod", "--revision", "v1"], clone);

  expect({ code: now.code, err: now.err }).toEqual({ code: 0, err: "" });
  expect(now.out).toMatch(/^# .+ \(prod\): apps\/web\/overlays\/prod\n---\napiVersion: v1\n/);
  expect(now.out).toContain("name: prod-web\n");
  expect(now.out).toContain('mode: "0777"\n');
  expect(then.out).toContain('mode: "on"\n');
});

test("without a choice everything is rendered, one after the other", async () => {
  const { out } = await run(render, [], directory);

  expect(out.match(/^# .*$/gm)).toHaveLength(2);
  expect(out).toContain("name: dev-web\n");
  expect(out).toContain("name: prod-web\n");
});

test("values of Secrets are printed only when they are asked for", async () => {
  const holding = createRepository(join(folder.path, "holding"));
  const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: hunter2\n";
  commit(holding, { "s.yaml": secret });

  const hidden = await run(render, [], holding);
  const shown = await run(render, ["--show-secrets"], holding);

  expect(hidden.out).toContain("password: (hidden)\n");
  expect(hidden.out + hidden.err).not.toContain("hunter2");
  expect(shown.out).toContain("password: hunter2\n");
});

test("what does not render is told at its line and fails", async () => {
  const broken = createRepository(join(folder.path, "broken"));
  commit(broken, { "kustomization.yaml": "resources: [gone.yaml]\n", "a.yaml": configMap("x") });

  const { code, out, err } = await run(render, [], broken);

  expect(code).toBeGreaterThan(0);
  expect(out).toBe("");
  expect(err).toMatch(/^kustomization\.yaml:1: .*gone\.yaml/);
});

test("a name that nothing has is wrong usage", async () => {
  await expect(run(render, ["--environment", "mars"], directory)).rejects.toThrow(
    new UsageError('No environment is called "mars": there are dev, prod.'),
  );
  await expect(run(render, ["--revision", "v9"], directory)).rejects.toThrow(
    new UsageError(`--revision "v9" names no commit in ${directory}.`),
  );
});

test("a folder that is in no clone is wrong usage", async () => {
  await expect(run(render, [], folder.path)).rejects.toThrow(
    new UsageError(`${folder.path} is not in a git repository. Go into a clone, or name one with --repo.`),
  );
  await expect(run(render, ["--repo", "nope"], folder.path)).rejects.toThrow(
    new UsageError(`There is no folder ${join(folder.path, "nope")}.`),
  );
});

test("applications are listed with where and why they were found", async () => {
  const text = await run(discover, [], directory);
  const json = await run(discover, ["--format", "json", "--revision", "HEAD"], directory);

  expect(text.out).toMatch(/^\S+ +dev +kustomize +apps\/web\/overlays\/dev$/m);
  expect(text.out).toContain("2 applications, 0 not evaluated.\n");
  const { applications } = JSON.parse(json.out) as { applications: { path: string }[] };
  expect(applications.map(({ path }) => path)).toEqual(["apps/web/overlays/dev", "apps/web/overlays/prod"]);
});

async function run(verb: Verb, args: readonly string[], at: string) {
  const { terminal, printed } = recordingTerminal({ directory: at });
  return { code: await verb.run(args, terminal), ...printed };
}
