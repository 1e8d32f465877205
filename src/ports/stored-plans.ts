import type { HostedRepository } from "../domain/pull-request.ts";
import type { Report } from "../domain/report.ts";

/** A whole report, as it was told on a pull request, kept for whoever holds its link. */
export type StoredPlan = {
  readonly repository: Pick<HostedRepository, "owner" | "name">;
  /** Null for a merge queue's group. */
  readonly pullRequest: number | null;
  /** `https://github.com/owner/name`. */
  readonly repositoryUrl: string;
  /** When it was judged, in milliseconds since 1970. */
  readonly at: number;
  readonly report: Report;
};

/** Whole reports, each opened by a token that nobody can guess and that is not kept itself. */
export type StoredPlans = {
  /** The token that opens it from now on; null when it is too large to be kept. */
  keep(plan: StoredPlan): Promise<string | null>;
  /** Undefined for a token that opens nothing, or nothing any more. */
  open(token: string): Promise<StoredPlan | undefined>;
  /** Forgets what is too old, and the oldest where all of them together are too large. */
  prune(): Promise<void>;
};
