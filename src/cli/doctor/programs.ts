import { requireGit } from "../../adapters/git/version.ts";
import { createTools, type MachineTools } from "../../adapters/tools/tools.ts";
import { messageOf } from "../../errors.ts";
import type { ToolName } from "../../ports/tools.ts";
import type { Terminal } from "../verb.ts";
import { absent, missing, ok, type Row } from "./row.ts";

/** Node, git and the tools, each with its version and where it comes from. */
export async function examinePrograms({ env }: Terminal): Promise<readonly Row[]> {
  const tools = createTools(env);
  return [
    ok("node", `${process.version} (${process.execPath})`),
    await gitRow(env),
    await toolRow("kustomize", tools, missing),
    await toolRow("opa", tools, missing),
    await toolRow("helm", tools, absent),
    await toolRow("terraform", tools, absent),
    await toolRow("kyverno", tools, absent),
    await isolationRow(tools),
  ];
}

async function gitRow(env: Terminal["env"]): Promise<Row> {
  try {
    return ok("git", await requireGit(env));
  } catch (error) {
    return missing("git", messageOf(error));
  }
}

async function toolRow(tool: ToolName, tools: MachineTools, otherwise: typeof missing): Promise<Row> {
  const found = await tools.find(tool);
  if (found.status === "missing") return otherwise(tool, found.reason);
  const origin = found.origin === "npm" ? "from npm, SHA-256 verified" : "from PATH";
  return ok(tool, `${found.version} ${origin} (${found.path})`);
}

async function isolationRow(tools: MachineTools): Promise<Row> {
  if ((await tools.isolation()) === "network-namespace") return ok("isolation", "tools run without any network");
  const why = "this system gives no network namespace, so tools are only pointed away from the network";
  return absent("isolation", `${why}; put workers that render for strangers behind a firewall`);
}
