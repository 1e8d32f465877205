import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitAll, git } from "./commits.ts";

/** `tree/` as the first commit, then each of `changes/` as one more. */
export function playPatches(data: string): {
  readonly directory: string;
  readonly revisions: readonly string[];
  remove(): void;
} {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  cpSync(join(data, "tree"), directory, { recursive: true });
  const revisions = [commitAll(directory)];
  for (const patch of readdirSync(join(data, "changes")).sort()) {
    git(directory, "apply", "--index", join(data, "changes", patch));
    revisions.push(commitAll(directory));
  }
  return { directory, revisions, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
