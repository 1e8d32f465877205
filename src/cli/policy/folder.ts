import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompilePorts } from "../../adapters/opa/compile.ts";
import { createTools } from "../../adapters/tools/tools.ts";
import { createWorkspaces } from "../../adapters/tools/workspaces.ts";
import { type PolicySources, readPolicyFiles } from "../../checks/policy/sources.ts";
import type { PolicyProblem } from "../../ports/policies.ts";
import { type Terminal, UsageError } from "../verb.ts";

/** The folder of the policies that Fairlead brings. */
export const builtInFolder = fileURLToPath(new URL("../../../policies/", import.meta.url));

/** What a folder holds: policies and tests, the data under the keys of its folders, and every file's text as it is. */
export type PolicyFolder = Omit<PolicySources, "fingerprint"> & {
  readonly name: string;
  /** By path as a reader in the working directory would write it. */
  readonly files: ReadonlyMap<string, string>;
};

export async function readFolder(folder: string, directory: string): Promise<PolicyFolder> {
  const root = resolve(directory, folder);
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${folder} is not a folder.`);
  const names = (await readdir(root, { recursive: true })).filter((name) => /\.(?:rego|json|ya?ml)$/.test(name));
  const entries = names.toSorted().map(async (name): Promise<[string, Buffer]> => {
    const path = join(root, name);
    return [shown(path, directory), await readFile(path)];
  });
  const contents = new Map(await Promise.all(entries));
  const below = shown(root, directory);
  const read = readPolicyFiles(contents, (path) => relative(below, path).split("/").slice(0, -1));
  const files = new Map([...contents].map(([path, bytes]) => [path, bytes.toString("utf8")]));
  return { ...read, files, name: folder === builtInFolder ? "built-in policies" : folder };
}

function shown(path: string, directory: string): string {
  const below = relative(directory, path);
  return below.startsWith("..") ? path.replace(/^\/+/, "") : below;
}

/** What compiling needs. Throws in a sentence when there is no OPA. */
export async function openCompiler(terminal: Terminal): Promise<CompilePorts> {
  const tools = createTools(terminal.env);
  const found = await tools.find("opa");
  if (found.status === "missing") throw new Error(found.reason);
  return { tools, version: found.version, workspaces: createWorkspaces(), signal: terminal.signal };
}

export function problemLines(problems: readonly PolicyProblem[]): string {
  return problems.map(({ path, line, message }) => `${path}:${line}: ${message}\n`).join("");
}
