import { parseDuration } from "../../config/duration.ts";
import type { WaiverRecord } from "../../domain/waiver-record.ts";
import { waiverId } from "../../domain/waiver-record.ts";
import {
  renderConfirmedByAsker,
  renderMoved,
  renderNoSuchWaiver,
  renderNotAsked,
  renderTooLong,
} from "../../report/waiver-refusals.ts";
import { type CommandCall, type CommandPorts, type Reply, recordedCommand } from "../command.ts";
import { grantOf, waived } from "./ask.ts";
import { isSameLogin } from "./circles.ts";
import { type Refused, refuse } from "./refuse.ts";
import { openPullRequest, standingOf } from "./standing.ts";

/** Grants what somebody with a hand in the pull request asked for; whoever confirms answers for it. */
export async function confirmWaiver(call: CommandCall, number: number, ports: CommandPorts): Promise<Reply> {
  const refused = (given: Refused) => refuse(waiverId(number), given);
  const asked = await ports.waivers.read(call.repository.id, number);
  if (asked === undefined || asked.pullRequest !== call.pullRequest)
    return refused({ why: "unknown", text: renderNoSuchWaiver(number, asked?.pullRequest ?? null) });
  const opened = await openPullRequest(call, ports);
  if (!opened.ok) return refused(opened.refused);
  const { pullRequest, config } = opened;
  const standing = await standingOf(call, { pullRequest, findings: asked.findings, config }, ports);
  if (standing.status === "refused") return refused(standing.refused);
  if (standing.status === "asks" || isSameLogin(asked.askedBy, call.author))
    return refused({ why: "own", text: renderConfirmedByAsker(number, call.author) });
  if (asked.durationMs > (parseDuration(config.waivers.longest) ?? 0))
    return refused({ why: "too-long", text: renderTooLong(config.waivers.longest) });
  const now = await ports.pullRequests.read(call.repository, call.pullRequest);
  if (asked.head !== now.head.revision || asked.baseRef !== now.base.ref || now.state === "closed")
    return refused({ why: "outdated", text: renderMoved(asked.head, now.head.revision) });
  return confirm(call, asked, config, ports);
}

async function confirm(
  call: CommandCall,
  { number, durationMs }: WaiverRecord,
  config: Parameters<typeof grantOf>[3],
  { waivers, clock }: CommandPorts,
): Promise<Reply> {
  const now = clock.now();
  const id = { repository: call.repository.id, number };
  const grant = grantOf(call.author, now, durationMs, config);
  const confirmed = await waivers.confirm(id, grant, recordedCommand(call, now));
  if (confirmed !== undefined) return waived(confirmed, now);
  return refuse(waiverId(number), { why: "not-asked", text: renderNotAsked(number) });
}
