import type { ToldReport } from "../domain/told-report.ts";
import type { Waiver } from "../domain/waiver.ts";
import type { WaivedFinding, WaiverRecord } from "../domain/waiver-record.ts";
import type { CheckRecord, CheckSubject } from "./checks.ts";

/** Waivers given by commands. What changes one and its entry in the audit log are written together. */
export type WaiverRecords = {
  /** Those that have not ended, of one base branch: its configuration says who may waive there, and nowhere else. */
  list(repository: number, baseRef: string): Promise<readonly Waiver[]>;
  /** Those of a repository that are granted or asked for, by number. */
  listOpen(repository: number): Promise<readonly WaiverRecord[]>;
  read(repository: number, number: number): Promise<WaiverRecord | undefined>;
  /** The one that this very command asked for, granted or ended, when it was carried out before. */
  ofCommand(repository: number, by: Pick<WaiverCommand, "comment" | "line">): Promise<WaiverRecord | undefined>;
  /** Writes it down once for each command, with a number of its own; without those findings that others cover. */
  record(wanted: WantedWaiver): Promise<RecordedWaiver>;
  /** Grants what was asked for; undefined unless it is still asked for, or this very command granted it. */
  confirm(id: WaiverKey, grant: WaiverGrant, by: WaiverCommand): Promise<WaiverRecord | undefined>;
  /** Ends what is granted or asked for; undefined unless it was, or this very command ended it. */
  withdraw(id: WaiverKey, by: WaiverCommand): Promise<WaiverRecord | undefined>;
  /** Ends those whose time has come, and asks that nobody confirmed for long; how many. */
  expire(now: number): Promise<number>;
  /** Granted ones of which it is time to warn, and nobody has: the caller's for some minutes. */
  claimWarnings(now: number): Promise<readonly WaiverRecord[]>;
  noteWarned(id: WaiverKey, now: number): Promise<void>;
};

export type WaiverKey = { readonly repository: number; readonly number: number };

/** The command that does it: with its place, so that it does it once. */
export type WaiverCommand = {
  readonly login: string;
  readonly at: number;
  readonly comment: number;
  readonly line: number;
};

export type WaiverGrant = { readonly owner: string; readonly until: number; readonly warnAt: number };

export type WantedWaiver = Pick<
  WaiverRecord,
  "repository" | "pullRequest" | "baseRef" | "head" | "rule" | "reason" | "ticket" | "durationMs"
> & {
  readonly findings: readonly WaivedFinding[];
  /** Null for one that somebody else has to confirm. */
  readonly grant: WaiverGrant | null;
  readonly by: WaiverCommand;
};

export type RecordedWaiver =
  | { readonly status: "recorded"; readonly waiver: WaiverRecord }
  /** Others cover all of it, or ask for all of it. */
  | { readonly status: "covered"; readonly by: readonly WaiverRecord[] };

/** What reports found, for the commands that are given about them. */
export type ToldReports = {
  /** Before the report is told; throws `SupersededError` unless the check is this worker's. */
  keep(check: CheckRecord, worker: string, report: ToldReport): Promise<void>;
  /** The newest report of exactly this head against this base that was told when a comment of that time was written. */
  find(subject: CheckSubject, writtenAt: number): Promise<Pick<ToldReport, "findings" | "total"> | undefined>;
  /** The newest checks of pull requests that passed or failed with a waiver that has ended since. */
  listLapsed(now: number): Promise<readonly CheckRecord[]>;
  /** Its verdict does not count any more: the same head may be judged again. */
  lapse(check: string): Promise<void>;
  /** Forgets what is too old to be spoken of. */
  prune(): Promise<void>;
};
