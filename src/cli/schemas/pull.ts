import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { type AskCluster, directly, throughKubectl } from "../../adapters/cluster/ask.ts";
import { reducedDocument } from "../../checks/schema/publish.ts";
import { documentName } from "../../checks/schema/published.ts";
import { isJsonObject, type Json } from "../../domain/json.ts";
import { messageOf, TerminalError } from "../../errors.ts";
import { parseOptions } from "../options.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";

const options = {
  environment: { type: "string" },
  to: { type: "string" },
  context: { type: "string" },
  server: { type: "string" },
  "token-file": { type: "string" },
  "ca-file": { type: "string" },
} as const;

type Options = ReturnType<typeof parseOptions<typeof options>>;

/** How many documents are asked for at once: kubectl is a process for each. */
const atOnce = 4;

/** `fairlead schemas pull`: what the cluster publishes, reduced, as files of a folder that hold nothing else. */
export async function pullSchemas(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = parseOptions(args, options);
  const folder = resolve(terminal.directory, given.to ?? join(".github", "fairlead-schemas", environmentIn(given)));
  const pulled = await pull(clusterOf(given, terminal), terminal.signal);
  await write(folder, pulled.files);
  const shown = relative(terminal.directory, folder) || ".";
  terminal.out(
    `Wrote ${pulled.kinds} kinds in ${pulled.files.size - 1} group versions of Kubernetes ${pulled.version} to ${shown}.\n`,
  );
  for (const remark of pulled.remarks) terminal.err(`${remark}\n`);
  return exitCode.passed;
}

function environmentIn({ environment, to }: Options): string {
  if (environment === undefined) {
    if (to !== undefined) return "";
    throw new UsageError("Say which environment's cluster it is with --environment, or where to write with --to.");
  }
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(environment)) return environment;
  throw new UsageError(`--environment ${JSON.stringify(environment)} is no name of an environment.`);
}

function clusterOf(given: Options, { env, directory }: Terminal): AskCluster {
  const { server, context, "token-file": tokenFile, "ca-file": caFile } = given;
  if (server === undefined) {
    if (tokenFile !== undefined || caFile !== undefined)
      throw new UsageError("--token-file and --ca-file go with --server.");
    return throughKubectl({ env, directory, context });
  }
  if (context !== undefined) throw new UsageError("--context is kubectl's; with --server there is none.");
  if (!URL.canParse(server) || new URL(server).protocol !== "https:") {
    throw new UsageError(`--server ${JSON.stringify(server)} is no address that begins with https://.`);
  }
  if (tokenFile === undefined) throw new UsageError("--server needs --token-file.");
  try {
    const paths = { tokenFile: resolve(directory, tokenFile), caFile: caFile && resolve(directory, caFile) };
    return directly({ server: new URL(server), ...paths, caFile: paths.caFile || undefined });
  } catch (cause) {
    throw new UsageError(`--token-file or --ca-file cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

type Pulled = {
  readonly version: string;
  readonly kinds: number;
  readonly files: ReadonlyMap<string, string>;
  /** Of what could not be had, in a sentence each. */
  readonly remarks: readonly string[];
};

async function pull(ask: AskCluster, signal: AbortSignal): Promise<Pulled> {
  const version = versionIn(parse(await ask("/version", signal), "/version"));
  const open = documentsIn(parse(await ask("/openapi/v3", signal), "/openapi/v3"));
  if (open.length === 0) throw new TerminalError("The cluster publishes no documents under /openapi/v3.");
  const files = new Map([["version.json", `${JSON.stringify({ gitVersion: version })}\n`]]);
  const remarks: string[] = [];
  let kinds = 0;
  const take = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const { apiVersion, address } = next;
      try {
        const reduced = reducedDocument(parse(await ask(address, signal), address));
        if (reduced.kinds > 0) files.set(documentName(apiVersion), reduced.text);
        kinds += reduced.kinds;
      } catch (error) {
        signal.throwIfAborted();
        // An API server behind another one may be away; its kinds are then as if nobody knew them.
        remarks.push(`${apiVersion} is left out: ${messageOf(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  if (kinds === 0)
    throw new TerminalError(`No document could be had of the cluster: ${remarks[0] ?? "they hold no kinds"}`);
  return { version, kinds, files, remarks };
}

function parse(text: string, path: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new TerminalError(`What the cluster answers to ${path} is not JSON.`, { cause });
  }
}

function versionIn(answer: Json): string {
  const version = isJsonObject(answer) ? answer.gitVersion : undefined;
  if (typeof version === "string" && /^v1\.\d+/.test(version)) return version;
  throw new TerminalError("What answers to /version is no Kubernetes.");
}

/** `apis/apps/v1` → `apps/v1`; what is no group and version, such as the list of them, holds no kinds. */
function documentsIn(index: Json): { readonly apiVersion: string; readonly address: string }[] {
  const paths = isJsonObject(index) ? index.paths : undefined;
  if (!isJsonObject(paths)) return [];
  return Object.entries(paths).flatMap(([path, entry]) => {
    const apiVersion = /^(?:api|apis)\/((?:[a-z0-9.-]+\/)?v\d\w*)$/.exec(path)?.[1];
    const address = isJsonObject(entry) ? entry.serverRelativeURL : undefined;
    if (apiVersion === undefined || typeof address !== "string" || !address.startsWith("/openapi/v3/")) return [];
    return [{ apiVersion, address }];
  });
}

/** Files of earlier pulls go, so that what the cluster does not serve any more is not there any more. */
async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const before = (await readdir(folder)).filter((name) => /^(?:[a-z0-9.-]+_)?v\d\w*\.json$/.test(name));
  await Promise.all(before.filter((name) => !files.has(name)).map((name) => rm(join(folder, name))));
  await Promise.all([...files].map(([name, text]) => writeFile(join(folder, name), text)));
}
