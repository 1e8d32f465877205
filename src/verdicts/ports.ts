import type { HostedRepository } from "../domain/pull-request.ts";
import type { Report } from "../domain/report.ts";
import type { CheckRequest } from "../pipeline/request.ts";
import type {
  Checks,
  Clock,
  DeliveryLog,
  GitHub,
  Log,
  Once,
  PullRequestRecords,
  Replies,
  Repository,
  StoredPlan,
  ToldReports,
  WaiverRecords,
  WorkflowArtifacts,
} from "../ports.ts";

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
