import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv, styleText } from "node:util";
import { nearest } from "../domain/nearest.ts";
import { messageOf } from "../errors.ts";
import { exitCode, type Terminal, UsageError, type Verb, type Verbs } from "./verb.ts";

/** What shells report for a program that Ctrl-C ended: 128 and the number of SIGINT. */
const interrupted = 130;

type Program = { readonly verbs: Verbs; readonly version: string };

/** Runs one command line and resolves with its exit code; what went wrong is on standard error by then. */
export async function runCommandLine(args: readonly string[], program: Program, terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, program, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return interrupted;
    const isUsage = error instanceof UsageError;
    terminal.err(`fairlead: ${messageOf(error)}\n`);
    if (isUsage) terminal.err(`Read on with: fairlead ${helpFor(args, program)}\n`);
    if (terminal.env.FAIRLEAD_DEBUG) terminal.err(`${stackOf(error)}\n`);
    else if (!isUsage) terminal.err("Set FAIRLEAD_DEBUG=1 to see where this came from.\n");
    return isUsage ? exitCode.usage : exitCode.errored;
  }
}

async function dispatch(args: readonly string[], program: Program, terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return printHelp(rest[0], program, terminal, name !== undefined);
  }
  if (name === "--version" || name === "version") {
    terminal.out(`fairlead ${program.version}\n`);
    return exitCode.passed;
  }
  const verb = await findVerb(name, program);
  const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (own.includes("--help") || own.includes("-h")) {
    terminal.out(`${verb.help.trim()}\n`);
    return exitCode.passed;
  }
  return verb.run(rest, verb.readsEnvFile ? withEnvFile(terminal) : terminal);
}

/** Asked for, it is an answer; without any verb it is a reminder, and wrong usage. */
async function printHelp(
  name: string | undefined,
  program: Program,
  terminal: Terminal,
  asked: boolean,
): Promise<number> {
  const text = name === undefined ? overview(program, terminal) : (await findVerb(name, program)).help.trim();
  if (asked) terminal.out(`${text}\n`);
  else terminal.err(`${text}\n`);
  return asked ? exitCode.passed : exitCode.usage;
}

function findVerb(name: string, { verbs }: Program): Promise<Verb> {
  const registered = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (registered !== undefined) return registered.load();
  const close = nearest(name, Object.keys(verbs));
  const end = close === undefined ? "." : `; did you mean ${close}?`;
  throw new UsageError(`There is no verb ${JSON.stringify(name)}${end}`);
}

function overview({ verbs, version }: Program, { colours }: Terminal): string {
  const all = Object.entries(verbs);
  const width = Math.max(...all.map(([name]) => name.length));
  const bold = (text: string) => (colours ? styleText("bold", text, { validateStream: false }) : text);
  return `Fairlead ${version}: says before the merge what a change will do to every environment, and whether it may.

${bold("Usage")}
  fairlead <verb> [options]

${bold("Verbs")}
${all.map(([name, { summary }]) => `  ${bold(name.padEnd(width))}  ${summary}`).join("\n")}

${bold("Examples")}
  fairlead check                      judge this branch against the default branch
  fairlead check --all                judge everything in the repository
  fairlead plan --environment prod    what merging this branch changes in prod
  fairlead doctor                     what is installed, and what is missing

fairlead <verb> --help tells a verb's options. FAIRLEAD_DEBUG=1 prints where an error came from.`;
}

/** A file that says nothing new does no harm; one that cannot be read is as good as none. */
function withEnvFile(terminal: Terminal): Terminal {
  try {
    const own = parseEnv(readFileSync(join(terminal.directory, ".env"), "utf8"));
    return { ...terminal, env: { ...own, ...terminal.env } };
  } catch {
    return terminal;
  }
}

function helpFor([name = ""]: readonly string[], { verbs }: Program): string {
  return Object.hasOwn(verbs, name) ? `${name} --help` : "--help";
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nbecause ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
