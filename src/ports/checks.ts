import type { HostedRepository } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";
import type { CheckRunConclusion } from "./check-runs.ts";

/** `superseded` still has to be cancelled on GitHub; `concluded` is final. */
export type CheckState = "requested" | "running" | "superseded" | "concluded";

/** One verdict in the making, or made. Its id is the check run's external id. */
export type CheckRecord = {
  readonly id: string;
  readonly repository: HostedRepository;
  /** Null for a merge queue's group. */
  readonly pullRequest: number | null;
  readonly base: Revision;
  /** The branch it is to be merged into; null for a merge queue's group of before that was kept. */
  readonly baseRef: string | null;
  readonly head: Revision;
  readonly generation: number;
  readonly state: CheckState;
  readonly attempts: number;
  readonly checkRun: number | null;
  readonly annotationsSent: number;
  readonly conclusion: string | null;
  readonly digest: string | null;
  /** Why the last worker could not finish it. */
  readonly error: string | null;
  /** What took its place: a revision, or a word. */
  readonly supersededBy: string | null;
  /** It concluded for want of something that is being made. */
  readonly awaits: boolean;
};

export type CheckSubject = Pick<CheckRecord, "repository" | "pullRequest" | "base" | "baseRef" | "head">;

export type Checks = {
  /**
   * In one transaction: records what is wanted now, supersedes what was wanted before, and queues the
   * work. Undefined when the same head has its verdict or is getting it against the same base branch, unless `again`.
   */
  request(subject: CheckSubject, again: boolean): Promise<string | undefined>;
  /** Whether this head, against this base branch, has its verdict or is getting it. */
  isCovered(subject: CheckSubject): Promise<boolean>;
  /** The caller becomes the one worker of a requested check; undefined when it is no longer requested. */
  begin(id: string, worker: string): Promise<CheckRecord | undefined>;
  /** Compare and set before each write to GitHub: throws `SupersededError` unless still this worker's. */
  hold(id: string, worker: string): Promise<void>;
  /** Beats for these and answers which of them are still this worker's. */
  beat(ids: readonly string[], worker: string): Promise<ReadonlySet<string>>;
  noteCheckRun(id: string, worker: string, checkRun: number): Promise<void>;
  noteAnnotations(id: string, worker: string, sent: number): Promise<void>;
  noteError(id: string, worker: string, error: string): Promise<void>;
  /**
   * Compare and set: throws `SupersededError` unless the check is still as it was read. Answers whether
   * something came meanwhile that it may have been waiting for.
   */
  conclude(check: Pick<CheckRecord, "id" | "state" | "attempts">, outcome: CheckOutcome): Promise<boolean>;
  /**
   * Something came for this head: those of its newest checks that concluded for want of it. Checks that are
   * still running are told when they conclude.
   */
  nudge(repository: number, head: string): Promise<readonly CheckRecord[]>;
  /** Nothing of this pull request is wanted any more. */
  supersedeAll(repository: number, pullRequest: number, by: string): Promise<void>;
  /** Gives it back to the queue, for another worker or for later. */
  release(id: string, worker: string): Promise<void>;
  read(id: string): Promise<CheckRecord | undefined>;
  /** The newest check of each pull request and merge group at this head. */
  listNewest(repository: number, head: string): Promise<readonly CheckRecord[]>;
  /** The installation is gone: its open checks are concluded without a word to GitHub. */
  abandon(installation: number): Promise<void>;
  /**
   * Running checks whose worker has not beaten for that long, superseded ones not yet cancelled, and
   * requested ones that nobody has taken for much longer: a busy program is not a dead one.
   */
  listStale(ageMs: number): Promise<readonly CheckRecord[]>;
  /** Concluded checks that a posted reply to a command still waits for: its teller crashed. */
  listUnanswered(): Promise<readonly CheckRecord[]>;
  /** A stale check becomes `requested` again, with a job; false when someone was faster. */
  takeOver(id: string, ageMs: number): Promise<boolean>;
};

export type CheckOutcome = {
  readonly conclusion: CheckRunConclusion;
  readonly digest: string | null;
  readonly error: string | null;
  /** Something is being made that will have it judged again. */
  readonly awaits?: boolean;
};
