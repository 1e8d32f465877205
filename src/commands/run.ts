import { pullRequestLabel } from "../domain/pull-request.ts";
import { messageOf } from "../errors.ts";
import type { Audit } from "../ports/audit.ts";
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
import { atLeast } from "./permission.ts";

/** Who wrote a comment, where and when. */
export type Caller = Pick<CommandCall, "repository" | "pullRequest" | "author" | "comment">;

/** The commands of a comment; empty when it holds none. */
export function commandsOf(body: string): readonly CommandLine[] {
  return parseCommands(body, new Set(commands.keys()));
}

/**
 * Runs one command for its caller and answers what to reply. The only place that runs commands, and so
 * the one that asks whether the caller may, and the one that tells the audit log.
 */
export async function runCommand(
  { line, place }: { readonly line: CommandLine; readonly place: number },
  caller: Caller,
  ports: CommandPorts & { readonly audit: Audit },
): Promise<Reply> {
  const command = line.name === null ? undefined : commands.get(line.name);
  const has = await ports.people.permission(caller.repository, caller.author);
  if (command === undefined) {
    return refused(atLeast(has, "read") ? renderUnknownCommand(line.word, [...commands.keys()]) : "");
  }
  const allowed = atLeast(has, command.permission);
  const reply = allowed
    ? await runAllowed(command, line, { ...caller, line: place }, ports)
    : refused(renderRefused({ author: caller.author, usage: command.usage, needs: command.permission, has }));
  await tell({ command: line.name ?? "", allowed, reply, place }, caller, ports);
  return reply;
}

/** Carried out again after a crash, a command is told once. */
async function tell(
  {
    command,
    allowed,
    reply,
    place,
  }: { readonly command: string; readonly allowed: boolean; readonly reply: Reply; readonly place: number },
  { repository, pullRequest, author, comment }: Caller,
  { audit, clock }: Pick<CommandPorts, "clock"> & { readonly audit: Audit },
): Promise<void> {
  const entry = { at: clock.now(), repository: `${repository.owner}/${repository.name}`, actor: author };
  const key = `${repository.id} ${comment.id} ${place}`;
  const where = { pullRequest, comment: comment.id };
  const subject = pullRequestLabel(repository, pullRequest);
  const details = { command, allowed, done: reply.done, ...where };
  await audit.append({ ...entry, action: "command", subject, details, key: `command ${key}` });
  if (reply.audit === undefined) return;
  const told = { ...reply.audit, details: { ...where, ...reply.audit.details } };
  await audit.append({ ...entry, ...told, key: `${told.action} ${key}` });
}

async function runAllowed(
  command: Command,
  line: CommandLine,
  caller: Caller & Pick<CommandCall, "line">,
  ports: CommandPorts,
): Promise<Reply> {
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
