import { messageOf } from "../errors.ts";
import type { People, Permission } from "../ports.ts";
import {
  renderBudgetExceeded,
  renderCommandFailed,
  renderRefused,
  renderUnknownCommand,
  renderUsage,
  renderWrongUsage,
} from "../report/replies.ts";
import type { Command, CommandCall, CommandPorts, Reply } from "./command.ts";
import { commands } from "./index.ts";
import { type CommandLine, parseArguments, parseCommands } from "./parse.ts";

/** Who wrote a comment, and where. */
export type Caller = Pick<CommandCall, "repository" | "pullRequest" | "author">;

/** The commands of a comment; empty when it holds none. */
export function commandsOf(body: string): readonly CommandLine[] {
  return parseCommands(body, new Set(commands.keys()));
}

/**
 * Runs one command for its caller and answers what to reply. The only place that runs commands, and so
 * the one that asks whether the caller may.
 */
export async function runCommand(
  line: CommandLine,
  caller: Caller,
  ports: CommandPorts & { readonly people: People },
): Promise<Reply> {
  const command = line.name === null ? undefined : commands.get(line.name);
  const has = await ports.people.permission(caller.repository, caller.author);
  if (command === undefined) {
    return refused(atLeast(has, "read") ? renderUnknownCommand(line.word, [...commands.keys()]) : "");
  }
  if (!atLeast(has, command.permission)) {
    return refused(renderRefused({ author: caller.author, usage: command.usage, needs: command.permission, has }));
  }
  return runAllowed(command, line, caller, ports);
}

async function runAllowed(command: Command, line: CommandLine, caller: Caller, ports: CommandPorts): Promise<Reply> {
  const parsed = parseArguments(line.rest, command.options);
  if (!parsed.ok) return refused(renderWrongUsage(parsed.problem, command));
  if (parsed.options.has("help")) return { text: renderUsage(command), done: true };
  if (parsed.words.length > command.mostWords) {
    return refused(renderWrongUsage(`There is a word too many: ${parsed.words.at(command.mostWords) ?? ""}.`, command));
  }
  try {
    return await command.run({ ...caller, words: parsed.words, options: parsed.options }, ports);
  } catch (error) {
    return refused(renderCommandFailed(command.usage, messageOf(error)));
  }
}

/** What someone is told who has given more commands than are carried out. */
export function refuseMore({ author }: Pick<Caller, "author">): string {
  return renderBudgetExceeded(author);
}

function refused(text: string): Reply {
  return { text, done: false };
}

const ranks: readonly Permission[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** Whether someone who has this permission has that one too. */
export function atLeast(has: Permission, needs: Permission): boolean {
  return ranks.indexOf(has) >= ranks.indexOf(needs);
}
