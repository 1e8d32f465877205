import type { WaiverRecord } from "../domain/waiver-record.ts";
import { messageOf, TerminalError } from "../errors.ts";
import { renderWaiverWarning } from "../report/waiver-replies.ts";
import type { VerdictPorts } from "./ports.ts";
import { requestCheck } from "./request.ts";

type SweepPorts = Pick<VerdictPorts, "github" | "checks" | "waivers" | "toldReports" | "once" | "clock" | "log">;

/** Waivers whose time has come end, verdicts that used them are taken back, and owners are warned of the next. */
export async function sweepWaivers(ports: SweepPorts): Promise<void> {
  const { waivers, clock, log } = ports;
  const ended = await waivers.expire(clock.now());
  if (ended > 0) log.info({ ended }, "waivers have ended");
  await judgeLapsed(ports);
  for (const waiver of await waivers.claimWarnings(clock.now())) {
    const { repository, number } = waiver;
    const where = { repository: `${repository.owner}/${repository.name}`, waiver: number };
    await warn(waiver, ports).catch((error: unknown) =>
      log.warn({ ...where, error: messageOf(error) }, "nobody could be warned of a waiver's end"),
    );
  }
}

/**
 * Verdicts that rest on what has ended are given anew. One that lapsed does not cover its head any more, so what a
 * crash leaves undone here, the sweep of open pull requests does, and a pull request that is reopened is judged.
 */
async function judgeLapsed({ toldReports, clock, ...ports }: SweepPorts): Promise<void> {
  for (const { id, repository, pullRequest } of await toldReports.listLapsed(clock.now())) {
    if (pullRequest === null) continue;
    try {
      await toldReports.lapse(id);
      await requestCheck(repository, pullRequest, false, ports);
    } catch (error) {
      ports.log.warn({ check: id, error: messageOf(error) }, "a verdict with an ended waiver could not be given anew");
    }
  }
}

/** One comment, however many programs sweep and whatever crashes. */
async function warn(waiver: WaiverRecord, { github, waivers, once, clock, log }: SweepPorts): Promise<void> {
  const { repository, number, pullRequest } = waiver;
  const key = `warning of waiver ${repository.id} ${number}`;
  const marker = `<!-- fairlead: ${key} -->`;
  const state = await once.begin(key);
  if (state.status !== "done") {
    const found =
      state.status === "begun" ? await github.comments.findOurs(repository, pullRequest, marker) : undefined;
    const body = `${renderWaiverWarning(waiver, clock.now())}\n${marker}\n`;
    try {
      await once.finish(key, found ?? (await github.comments.create(repository, pullRequest, body)));
    } catch (error) {
      // Asked again GitHub would refuse again: the conversation is locked, or gone. Reports warn all the same.
      if (!(error instanceof TerminalError)) throw error;
      log.warn({ waiver: number, error: error.message }, "GitHub would not take a warning of a waiver's end");
    }
  }
  await waivers.noteWarned({ repository: repository.id, number }, clock.now());
}
