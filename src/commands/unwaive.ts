import { parseWaiverId, type WaiverRecord, waiverId } from "../domain/waiver-record.ts";
import { renderWrongUsage } from "../report/replies.ts";
import { renderNoSuchWaiver, renderNotAllowed, renderNotOpen } from "../report/waiver-refusals.ts";
import { renderWithdrawn } from "../report/waiver-replies.ts";
import { type Command, type CommandCall, type CommandPorts, recordedCommand } from "./command.ts";
import { circlesOf, isSameLogin, refusalOf } from "./waiving/circles.ts";
import { type Refused, refuse } from "./waiving/refuse.ts";
import { readConfig } from "./waiving/standing.ts";

/** `/unwaive`: what it excused fails again, wherever it is judged. */
export const unwaive: Command = {
  usage: "/unwaive <id>",
  summary: "End a waiver before its time.",
  permission: "read",
  needs: "its owner, or who may waive here",
  options: [],
  mostWords: 1,
  async run(call, ports) {
    const number = parseWaiverId(call.words[0] ?? "");
    if (number === undefined)
      return { text: renderWrongUsage("It takes the waiver's id, such as w-7.", unwaive), done: false };
    const waiver = await ports.waivers.read(call.repository.id, number);
    if (waiver === undefined)
      return refuse(waiverId(number), { why: "unknown", text: renderNoSuchWaiver(number, null) });
    const refused = await refusalFor(call, waiver, ports);
    if (refused !== undefined) return refuse(waiverId(number), refused);
    const { state } = await ports.pullRequests.read(call.repository, call.pullRequest);
    const id = { repository: call.repository.id, number };
    const ended = await ports.waivers.withdraw(id, recordedCommand(call, ports.clock.now()));
    if (ended === undefined) return refuse(waiverId(number), { why: "not-open", text: renderNotOpen(number) });
    const text = renderWithdrawn(ended);
    return ended.owner === null || state === "closed" ? { text, done: true } : { text, done: true, again: true };
  },
};

/** Whoever answers for it may end it, and so may whoever could give it, authors of the change too: it only gets stricter. */
async function refusalFor(call: CommandCall, waiver: WaiverRecord, ports: CommandPorts): Promise<Refused | undefined> {
  const owners = [waiver.askedBy, waiver.owner ?? waiver.askedBy];
  if (owners.some((one) => isSameLogin(one, call.author))) return undefined;
  const read = await readConfig(call.repository, waiver.baseRef, ports);
  if (!read.ok) return read.refused;
  const refusal = await refusalOf(call, circlesOf(waiver.findings, read.config), ports.people);
  return refusal && { why: "not-permitted", text: renderNotAllowed({ author: call.author, ...refusal }) };
}
