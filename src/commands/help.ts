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
      if (name === undefined) return { text: renderHelp(Object.values(all)), done: true };
      const wanted = name.replace(/^\//, "").toLowerCase();
      const command = Object.entries(all).find(([one]) => one === wanted)?.[1];
      if (command === undefined) return { text: renderUnknownCommand(wanted, Object.keys(all)), done: false };
      return { text: renderUsage(command), done: true };
    },
  };
  return help;
}
