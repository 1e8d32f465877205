#!/usr/bin/env node
import { spawn } from "node:child_process";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Plain JavaScript on purpose: this runs on whatever Node there is, to find one that runs TypeScript.

const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const node = runsTypeScript(process.versions.node) ? process.execPath : bundledNode();

if (node === undefined) {
  process.stderr.write(
    `fairlead: Node ${process.versions.node} is too old: run npm ci, which brings Node 24 on Linux x64, or install Node 22.18 or newer.\n`,
  );
  process.exitCode = 2;
} else if (node === process.execPath && isSilent(process.versions.node)) {
  // Before anything of the program is read, or its types are stripped again each time.
  const codeCache = codeCacheDirectory();
  if (codeCache !== undefined) module.enableCompileCache(codeCache);
  await import(program);
} else {
  start(node);
}

/** Node strips types by itself since 22.18 and 23.6. */
function runsTypeScript(version) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/** Stripping types is stable since 24.12; a Node before that may warn of it, unless it is told not to when it starts. */
function isSilent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 12);
}

/** The very folder that src/main.ts takes; undefined without a home, or where the environment names one for all of Node. */
function codeCacheDirectory() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  const caches = XDG_CACHE_HOME || (HOME && join(HOME, ".cache"));
  return NODE_COMPILE_CACHE || !caches ? undefined : join(caches, "fairlead", "code");
}

/** The optional dependency of this platform, or undefined. */
function bundledNode() {
  try {
    const require = module.createRequire(import.meta.url);
    const root = dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`));
    return join(root, "bin", "node");
  } catch {
    return undefined;
  }
}

function start(path) {
  // Node 22 warns that stripping types is experimental; that is nothing for a user of ours.
  const args = ["--disable-warning=ExperimentalWarning", program, ...process.argv.slice(2)];
  const codeCache = codeCacheDirectory();
  const env = codeCache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: codeCache };
  const child = spawn(path, args, { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // On Ctrl-C the terminal has told the child already; told twice, it would not wait to finish.
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  }
  child.on("error", (error) => {
    process.stderr.write(`fairlead: ${path} could not be started: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
}
