import { parseWaiverId } from "../domain/waiver-record.ts";
import { renderWrongUsage } from "../report/replies.ts";
import type { Command } from "./command.ts";
import { askForWaiver, waived } from "./waiving/ask.ts";
import { confirmWaiver } from "./waiving/confirm.ts";
import { parseWish } from "./waiving/wish.ts";

/** `/waive`: an exception for what a rule found here, by somebody who answers for it, until it ends. */
export const waive: Command = {
  usage: '/waive <rule> [-r <resource>]… [-p <glob>]… [-e <environment>]… --reason "…" [--for 30d] [--ticket <key>]',
  summary:
    "Let findings of a rule pass for a while. Who has a hand in the pull request asks for it, and somebody else confirms with `/waive <id>`.",
  permission: "read",
  needs: "who may waive here",
  options: [
    { long: "resource", short: "r", takes: "list" },
    { long: "project", short: "p", takes: "list" },
    { long: "env", short: "e", takes: "list" },
    { long: "reason", takes: "text" },
    { long: "for", takes: "text" },
    { long: "ticket", takes: "text" },
  ],
  mostWords: 1,
  async run(call, ports) {
    const [word] = call.words;
    if (word === undefined) return { text: renderWrongUsage("The rule is missing.", waive), done: false };
    // Carried out again after a crash: what it gave counts already, and may have changed the report.
    const given = await ports.waivers.ofCommand(call.repository.id, { comment: call.comment.id, line: call.line });
    if (given !== undefined) return waived(given, ports.clock.now());
    const number = parseWaiverId(word);
    if (number !== undefined) return confirmWaiver(call, number, ports);
    const parsed = parseWish(call);
    if (!parsed.ok) return { text: renderWrongUsage(parsed.problem, waive), done: false };
    return askForWaiver(call, parsed.wish, ports);
  },
};
