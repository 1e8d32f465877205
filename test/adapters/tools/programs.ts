import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder to put on PATH, with shell scripts that play tools. Their own PATH is empty: they use builtins only. */
export function programs(scripts: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), "fairlead test "));
  const bin = join(directory, "bin");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { bin, directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
