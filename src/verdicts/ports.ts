import type { HostedRepository } from "../domain/pull-request.ts";
import type { Report } from "../domain/report.ts";
import type { CheckRequest } from "../pipeline/request.ts";
import type { Checks } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Once, PullRequestRecords, Replies } from "../ports/conversations.ts";
import type { Repository } from "../ports/git.ts";
import type { DeliveryLog, GitHub } from "../ports/github.ts";
import type { Log } from "../ports/log.ts";
import type { StoredPlan } from "../ports/stored-plans.ts";
import type { ToldReports, WaiverRecords } from "../ports/waivers.ts";
import type { WorkflowArtifacts } from "../ports/workflow-artifacts.ts";

/** What verdicts need from outside. */
export type VerdictPorts = {
  readonly github: Omit<GitHub, "people">;
  readonly checks: Checks;
  readonly pullRequestRecords: PullRequestRecords;
  readonly once: Once;
  readonly replies: Replies;
  /** Keeps the whole plan where a link leads: the link, or null where there can be none. */
  keepPlan(plan: StoredPlan): Promise<string | null>;
  readonly judge: Judge;
  readonly waivers: WaiverRecords;
  readonly toldReports: ToldReports;
  openRepository(repository: HostedRepository): Promise<Repository>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people read: `https://github.com`. */
  readonly webUrl: string;
};

/** The pipeline, given its tools: `checkRange` of `pipeline/check.ts`, or what a test puts in its place. */
export type Judge = (
  request: CheckRequest,
  repository: Repository,
  signal: AbortSignal,
  artifacts: WorkflowArtifacts,
) => Promise<Report>;

/** What the sweep for lost deliveries needs. */
export type DeliverySweepPorts = {
  readonly deliveryLog: DeliveryLog;
  /** Of these delivery ids, those we have stored. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  readonly clock: Clock;
  readonly log: Log;
};
