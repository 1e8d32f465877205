import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { kubectl } from "../sources/kubectl.ts";
import { recordingTerminal } from "./terminal.ts";

const data = new URL("../../../shared/data/repositories", import.meta.url).pathname;
const skip = !existsSync(data) || kubectl === undefined;
const folder = temporaryDirectory();
afterAll(() => folder.remove());

test.skipIf(skip).each(["flux2-kustomize-helm-example", "home-ops", "microservices-demo", "podinfo"])(
  "check --all concludes on %s without an error of ours",
  async (name) => {
    const directory = createRepository(join(folder.path, name));
    cpSync(join(data, name, "tree"), directory, { recursive: true });
    git(directory, "add", "--all", "--force");
    commit(directory, {});
    const { terminal, printed } = recordingTerminal({ directory });

    const code = await check.run(["--all", "--format", "json"], terminal);

    const report = JSON.parse(printed.out) as { conclusion: string; applications: { status: string }[] };
    expect(["passed", "failed"]).toContain(report.conclusion);
    expect(code).toBe(report.conclusion === "passed" ? 0 : 1);
    expect(report.applications.length).toBeGreaterThan(5);
    expect(report.applications.filter(({ status }) => status === "errored")).toEqual([]);
  },
);
