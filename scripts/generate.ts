import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `npm run generate` runs every `scripts/generate-*.ts`; each writes its own files. With `--check` they
 * run in a copy of the repository, and it fails, naming them, when files differ from what they write.
 */
const root = join(import.meta.dirname, "..");
process.exitCode = (process.argv.includes("--check") ? checkCurrent() : generate(root)) ? 0 : 1;

function generate(directory: string): boolean {
  const scripts = readdirSync(join(directory, "scripts")).filter((name) => /^generate-.*\.ts$/.test(name));
  const failed = scripts.sort().filter((name) => {
    process.stdout.write(`scripts/${name}\n`);
    const { status } = spawnSync(process.execPath, [`scripts/${name}`], { cwd: directory, stdio: "inherit" });
    return status !== 0;
  });
  for (const name of failed) process.stderr.write(`scripts/${name} failed.\n`);
  return failed.length === 0;
}

function checkCurrent(): boolean {
  const copy = mkdtempSync(join(tmpdir(), "fairlead-generate-"));
  try {
    for (const path of filesOf(root)) cpSync(join(root, path), join(copy, path), { verbatimSymlinks: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const before = contentsOf(copy);
    if (!generate(copy)) return false;
    const after = contentsOf(copy);
    const stale = [...after].filter(([path, content]) => before.get(path)?.equals(content) !== true);
    for (const [path] of stale) process.stderr.write(`${path} is not current: run npm run generate.\n`);
    return stale.length === 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What git knows or would take, and is there. */
function filesOf(directory: string): readonly string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const listed = execFileSync("git", args, { cwd: directory, encoding: "utf8", maxBuffer: 1 << 26 });
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(directory, path)));
}

function contentsOf(directory: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  // Installed packages are no file of ours, and their caches change whenever somebody runs a test.
  const own = files.filter((path) => !path.startsWith(join(directory, "node_modules")));
  return new Map(own.map((path) => [path.slice(directory.length + 1), readFileSync(path)]));
}
