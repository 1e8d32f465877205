import { access, mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TerraformRunner } from "../../config/operator.ts";
import { parseGlob } from "../../domain/glob.ts";
import type { FoundTerraformPlan } from "../../ports/terraform-plans.ts";
import type { FoundTool, Tools, Workspaces } from "../../ports/tools.ts";
import { runProgram } from "../run-program.ts";
import { type HostedWanted, refused } from "./hosted-wanted.ts";
import { readPlanJson } from "./read-plan-json.ts";

/** Plans made by running Terraform, for repositories that the operator switched on. */
export type RunnerPlans = { find(wanted: HostedWanted, signal?: AbortSignal): Promise<FoundTerraformPlan> };

type Env = Readonly<Record<string, string | undefined>>;

type RunnerOptions = {
  readonly runners: readonly TerraformRunner[];
  /** Where `variablesFrom` is looked up. */
  readonly env: Env;
  readonly tools: Pick<Tools, "find">;
  readonly workspaces: Workspaces;
};

const maxPlanBytes = 128 * 1024 * 1024;

/**
 * Runs `terraform init` and `terraform plan` on the head's files with the operator's credentials for that
 * repository and the network. Whoever may push to the repository can use those credentials through it: a plan
 * runs providers and data sources of the change. That is why it is switched on by name, and never for forks.
 */
export function createRunnerPlans({ runners, env, tools, workspaces }: RunnerOptions): RunnerPlans {
  return {
    async find(wanted, signal) {
      const runner = runners.find((one) => isFor(one, wanted));
      if (runner === undefined) {
        const { owner, name } = wanted.repository;
        return refused(`The operator has switched on no runner for ${wanted.root} of ${owner}/${name}.`);
      }
      const tool = await tools.find("terraform");
      if (tool.status === "missing") return refused(tool.reason);
      const missing = runner.variablesFrom.filter((name) => !env[name]);
      if (missing.length > 0)
        return refused(`The runner's credentials are not there: ${missing.join(", ")} is not set.`);
      return workspaces.with(await wanted.readFiles(), (directory) =>
        plan({
          wanted,
          runner,
          tool,
          variables: variablesOf(runner, wanted, env),
          directory,
          signal,
          path: env.PATH ?? "",
        }),
      );
    },
  };
}

function isFor({ repository, roots }: TerraformRunner, { repository: { owner, name }, root }: HostedWanted): boolean {
  if (repository.toLowerCase() !== `${owner}/${name}`.toLowerCase()) return false;
  return roots.length === 0 || roots.some((glob) => parseGlob(glob)(root));
}

function variablesOf(
  runner: TerraformRunner,
  { environment }: HostedWanted,
  env: Env,
): Readonly<Record<string, string>> {
  const own = Object.fromEntries(runner.variablesFrom.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const workspace = runner.workspace?.replaceAll("{environment}", environment);
  return { ...runner.variables, ...own, ...(workspace === undefined ? {} : { TF_WORKSPACE: workspace }) };
}

type Run = {
  readonly wanted: HostedWanted;
  readonly runner: TerraformRunner;
  readonly tool: Extract<FoundTool, { status: "found" }>;
  readonly variables: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly signal: AbortSignal | undefined;
  readonly path: string;
};

async function plan(run: Run): Promise<FoundTerraformPlan> {
  const { wanted, directory, tool } = run;
  const root = join(directory, wanted.root);
  const home = join(directory, ".fairlead-home");
  await mkdir(home, { mode: 0o700 });
  const variableFiles = wanted.variableFiles.map((path) => `-var-file=${relative(root, join(directory, path))}`);
  const steps = [
    ["init", ["init", "-input=false", "-no-color", ...((await hasLock(root)) ? ["-lockfile=readonly"] : [])]],
    ["plan", ["plan", "-input=false", "-no-color", "-lock-timeout=2m", "-out=fairlead.tfplan", ...variableFiles]],
    ["show", ["show", "-json", "fairlead.tfplan"]],
  ] as const;
  let printed = "";
  for (const [name, args] of steps) {
    const outcome = await runProgram({
      path: tool.path,
      args,
      env: { ...environmentOf(home, run.path), ...run.variables },
      directory: root,
      timeoutMs: run.runner.minutes * 60_000,
      maxOutputBytes: maxPlanBytes,
      signal: run.signal,
      // It holds a lock on the state, which it gives back when it is asked to stop.
      graceMs: 20_000,
    });
    if (outcome.status === "timed-out")
      return refused(`terraform ${name} took longer than ${run.runner.minutes} minutes.`);
    if (outcome.status === "too-much-output") return refused(`terraform ${name} printed too much.`);
    if (outcome.code !== 0) {
      return refused(`terraform ${name} failed for ${wanted.root}: ${complaintOf(outcome.stderr, run.variables)}`);
    }
    printed = outcome.stdout.toString("utf8");
  }
  const found = readPlanJson(printed);
  if (found === undefined) return refused(`terraform show printed no plan for ${wanted.root}.`);
  return { status: "found", plan: found, from: `terraform ${tool.version} in Fairlead's runner` };
}

async function hasLock(root: string): Promise<boolean> {
  return access(join(root, ".terraform.lock.hcl")).then(
    () => true,
    () => false,
  );
}

/** Nothing of ours but PATH, which credential helpers need; the operator's variables come on top. */
function environmentOf(home: string, path: string): Record<string, string> {
  return { HOME: home, PATH: path, LC_ALL: "C.UTF-8", TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };
}

/** The first complaint and its place, without the values that we handed over. */
function complaintOf(stderr: string, variables: Readonly<Record<string, string>>): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^[│╷╵\s]+/u, "").trim());
  const error = lines.find((line) => line.startsWith("Error:"))?.slice("Error:".length) ?? "it says nothing about why.";
  const place = lines.find((line) => /^on \S+ line \d+/.test(line))?.replace(/[,:].*$/, "");
  const said = [error.trim(), place === undefined ? "" : `(${place})`].filter(Boolean).join(" ");
  const values = Object.values(variables).filter((value) => value.length >= 4);
  return values.reduce((text, value) => text.replaceAll(value, "…"), said).slice(0, 500);
}
