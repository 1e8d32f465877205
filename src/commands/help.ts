import { renderHelp, renderUnknownCommand, renderUsage } from "../report/replies.ts";
import type { Command } from "./command.ts";

/** `/help`, made from the registry that lists the others. */
export function helpFor(working: Readonly<Record<string, Command>>): Command {
  const help: Command = {
    usage: "/help [<command>]",
    summary: "List the commands, or say how one is written.",
    permission: "read",
    options: [],
    mostWords: 1,
    async run({ words: [name] }) {
      const all = { ...working, help };
      if (name === undefined) return renderHelp(Object.values(all));
      const wanted = name.replace(/^\//, "").toLowerCase();
      const command = Object.entries(all).find(([one]) => one === wanted)?.[1];
      return command === undefined ? renderUnknownCommand(wanted, Object.keys(all)) : renderUsage(command);
    },
  };
  return help;
}
