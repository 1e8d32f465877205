import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { openClone } from "../../src/adapters/git/clone.ts";
import { openCheckingPorts } from "../../src/cli/checking-ports.ts";
import { checkRange } from "../../src/pipeline/check.ts";
import { cachedRepository } from "../../src/sources/tree.ts";
import type { Judge } from "../../src/verdicts/ports.ts";
import { recordingTerminal } from "../cli/terminal.ts";

/** The pipeline itself with this machine's tools, for stories in which it judges what is pushed. */
export type RealPipeline = { readonly judge: Judge; close(): Promise<void> };

export async function openRealPipeline(): Promise<RealPipeline> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-pipeline-"));
  execFileSync("git", ["init", "--quiet", directory]);
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: inject("caches") };
  const { terminal } = recordingTerminal({ env, directory });
  const { ports, close } = await openCheckingPorts(await openClone(directory, env), terminal);
  return {
    judge: (request, repository, signal) =>
      checkRange(request, { ...ports, repository: cachedRepository(repository, 1 << 24), signal }),
    close: async () => {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
