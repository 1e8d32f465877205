import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { CompilePorts } from "../../adapters/opa/compile.ts";
import { createTools } from "../../adapters/tools/tools.ts";
import { createWorkspaces } from "../../adapters/tools/workspaces.ts";
import { messageOf } from "../../errors.ts";
import type { PolicyProblem } from "../../ports.ts";
import { type Terminal, UsageError } from "../verb.ts";

/** The folder of the policies that Fairlead brings. */
export const builtInFolder = fileURLToPath(new URL("../../../policies/", import.meta.url));

/** The policies, tests and data of a folder, by path as a reader in the working directory would write it. */
export async function readFolder(folder: string, directory: string): Promise<ReadonlyMap<string, string>> {
  const root = resolve(directory, folder);
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${folder} is not a folder.`);
  const names = (await readdir(root, { recursive: true })).filter((name) => /\.(?:rego|json|ya?ml)$/.test(name));
  const entries = names.toSorted().map(async (name): Promise<[string, string]> => {
    const path = join(root, name);
    return [shown(path, directory), await readFile(path, "utf8")];
  });
  // Several documents in a file are manifests, such as examples, and no data.
  const files = (await Promise.all(entries)).filter(([path, text]) => path.endsWith(".rego") || !/^---/m.test(text));
  return new Map(files);
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

export function parseFolders<Options extends NonNullable<Parameters<typeof parseArgs>[0]>["options"] & object>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

export function problemLines(problems: readonly PolicyProblem[]): string {
  return problems.map(({ path, line, message }) => `${path}:${line}: ${message}\n`).join("");
}
