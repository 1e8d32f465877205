import { parseDuration } from "../../config/duration.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import { isUnreadable } from "../../domain/finding.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { ToldFinding } from "../../domain/told-report.ts";
import type { WaivedFinding, WaiverRecord } from "../../domain/waiver-record.ts";
import type { WaiverGrant } from "../../ports/waivers.ts";
import {
  renderAlreadyNotice,
  renderLocked,
  renderMoved,
  renderNothingToWaive,
  renderNotJudged,
  renderNotWaivable,
  renderTooLong,
  renderTooMany,
} from "../../report/waiver-refusals.ts";
import { renderAlreadyWaived, renderAsked, renderGranted } from "../../report/waiver-replies.ts";
import { type CommandCall, type CommandPorts, type Reply, recordedCommand } from "../command.ts";
import { matching, ofRule } from "./match.ts";
import { type Refused, refuse } from "./refuse.ts";
import { openPullRequest, standingOf } from "./standing.ts";
import type { Wish } from "./wish.ts";

/** Whoever needs more wants a baseline, or another configuration. */
const mostFindings = 200;

/** Waives what the wish names in the newest report of the head, or writes down that it is asked for. */
export async function askForWaiver(call: CommandCall, wish: Wish, ports: CommandPorts): Promise<Reply> {
  const refused = (given: Refused) => refuse(wish.rule, given);
  const opened = await openPullRequest(call, ports);
  if (!opened.ok) return refused(opened.refused);
  const { pullRequest, config } = opened;
  const tooLong = lengthProblem(wish, config);
  if (tooLong !== undefined) return refused(tooLong);
  const found = await findingsFor(call, wish, pullRequest, ports);
  if (!found.ok) return found.isDone ? { text: found.refused.text, done: true } : refused(found.refused);
  const standing = await standingOf(call, { pullRequest, findings: found.findings, config }, ports);
  if (standing.status === "refused") return refused(standing.refused);
  // Teams and commits were asked for meanwhile: nothing is waived on a head that is not the head any more.
  const now = await ports.pullRequests.read(call.repository, call.pullRequest);
  if (!isSame(now, pullRequest))
    return refused({ why: "outdated", text: renderMoved(pullRequest.head.revision, now.head.revision) });
  return record(call, { wish, pullRequest, config, findings: found.findings, asks: standing.status === "asks" }, ports);
}

function isSame(now: PullRequest, { head, base }: PullRequest): boolean {
  return now.state === "open" && now.head.revision === head.revision && now.base.ref === base.ref;
}

function lengthProblem({ durationMs }: Wish, { waivers }: RepositoryConfig): Refused | undefined {
  if (durationMs <= (parseDuration(waivers.longest) ?? 0)) return undefined;
  return { why: "too-long", text: renderTooLong(waivers.longest) };
}

type Found =
  | { readonly ok: true; readonly findings: readonly WaivedFinding[] }
  /** `isDone`: there is nothing left to do. */
  | { readonly ok: false; readonly refused: Refused; readonly isDone?: true };

async function findingsFor(
  { repository, pullRequest: number, comment }: CommandCall,
  wish: Wish,
  { base, head }: PullRequest,
  { toldReports }: CommandPorts,
): Promise<Found> {
  const revisions = { base: base.revision, baseRef: base.ref, head: head.revision };
  const report = await toldReports.find({ repository, pullRequest: number, ...revisions }, comment.writtenAt);
  if (report === undefined) return no("not-judged", renderNotJudged(head.revision));
  const matches = matching(report.findings, wish);
  if (matches.length === 0) {
    const others = ofRule(report.findings, wish.rule);
    return no("no-match", renderNothingToWaive({ word: wish.rule, head: head.revision, others, ...report }));
  }
  const open = matches.filter(({ waiver }) => waiver === null);
  if (open.length === 0) return { ...no("already", renderAlreadyNotice(matches)), isDone: true };
  return waivable(open);
}

function waivable(findings: readonly ToldFinding[]): Found {
  const locked = findings.filter((one) => one.locked);
  if (locked.length > 0) return no("locked", renderLocked(locked));
  const never = findings.filter(isUnreadable);
  if (never.length > 0) return no("never", renderNotWaivable(never));
  if (findings.length > mostFindings) return no("too-many", renderTooMany(findings.length, mostFindings));
  return { ok: true, findings: findings.map(({ locked: _, waiver: __, ...finding }) => finding) };
}

function no(why: string, text: string): Extract<Found, { ok: false }> {
  return { ok: false, refused: { why, text } };
}

async function record(
  call: CommandCall,
  {
    wish,
    pullRequest,
    config,
    findings,
    asks,
  }: {
    readonly wish: Wish;
    readonly pullRequest: PullRequest;
    readonly config: RepositoryConfig;
    readonly findings: readonly WaivedFinding[];
    readonly asks: boolean;
  },
  { waivers, clock }: CommandPorts,
): Promise<Reply> {
  const now = clock.now();
  const recorded = await waivers.record({
    repository: call.repository,
    pullRequest: call.pullRequest,
    baseRef: pullRequest.base.ref,
    head: pullRequest.head.revision,
    rule: findings[0]?.rule ?? wish.rule,
    findings,
    reason: wish.reason,
    ticket: wish.ticket,
    durationMs: wish.durationMs,
    grant: asks ? null : grantOf(call.author, now, wish.durationMs, config),
    by: recordedCommand(call, now),
  });
  if (recorded.status === "covered") return { text: renderAlreadyWaived(recorded.by, now), done: true, again: true };
  return waived(recorded.waiver, now);
}

/** What is answered to whoever asked for it, or granted it. */
export function waived(waiver: WaiverRecord, now: number): Reply {
  if (waiver.state === "asked") return { text: renderAsked(waiver), done: true };
  return { text: renderGranted(waiver, now), done: true, again: true };
}

/** Warned of as the configuration says, and of a short one when half of it is over. */
export function grantOf(
  owner: string,
  now: number,
  durationMs: number,
  { waivers }: Pick<RepositoryConfig, "waivers">,
): WaiverGrant {
  const until = now + durationMs;
  const warnBefore = Math.min(parseDuration(waivers.warnBefore) ?? 0, durationMs / 2);
  return { owner, until, warnAt: Math.floor(until - warnBefore) };
}
